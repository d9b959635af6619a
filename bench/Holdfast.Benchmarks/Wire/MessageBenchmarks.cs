using System.Reflection;
using System.Runtime.CompilerServices;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using Holdfast.Wire.Messages;

namespace Holdfast.Benchmarks.Wire;

/// <summary>Reading and writing one message, beside ARSoft.Tools.Net and DnsClient.NET.</summary>
[MemoryDiagnoser]
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
public class MessageBenchmarks
{
    private readonly byte[] _buffer = new byte[Message.MaxOctets];
    private Message _message = SampleMessages.Answer;
    private byte[] _octets = [];
    private ARSoftWriter _arsoft = (byte[]? _, bool _, out byte[]? mac) => mac = [];
    private Func<ArraySegment<byte>, object> _dnsClient = _ => new object();

    [Params("answer", "referral")]
    public string Sample { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        _message = Sample == "answer" ? SampleMessages.Answer : SampleMessages.Referral;
        _octets = _message.ToOctets();
        _arsoft = WriterByARSoft(_octets);
        _dnsClient = DnsClientReader();
    }

    [Benchmark(Baseline = true)]
    [BenchmarkCategory("read")]
    public Message? Read() => Message.TryRead(_octets, out var message, out _, out _) ? message : null;

    [Benchmark]
    [BenchmarkCategory("read")]
    public int View()
    {
        var view = new MessageView(_octets);
        view.SkipQuestions();
        var records = 0;
        while (view.TryNext(out _))
        {
            records++;
        }

        return records;
    }

    [Benchmark]
    [BenchmarkCategory("read")]
    public object ReadByARSoft() => ARSoft.Tools.Net.Dns.DnsMessage.Parse(_octets);

    [Benchmark]
    [BenchmarkCategory("read")]
    public object ReadByDnsClient() => _dnsClient(_octets);

    [Benchmark(Baseline = true)]
    [BenchmarkCategory("write")]
    public int Write() => _message.TryWrite(_buffer, out var length) ? length : 0;

    [Benchmark]
    [BenchmarkCategory("write")]
    public object WriteByARSoft() => _arsoft(null, false, out _);

    private delegate object ARSoftWriter(byte[]? originalMac, bool isSubsequent, out byte[]? newMac);

    // ARSoft's writer is internal.
    private static ARSoftWriter WriterByARSoft(byte[] octets)
    {
        var message = ARSoft.Tools.Net.Dns.DnsMessage.Parse(octets);
        var method = typeof(ARSoft.Tools.Net.Dns.DnsMessage).GetMethod(
            "Encode", BindingFlags.Instance | BindingFlags.NonPublic, [typeof(byte[]), typeof(bool), typeof(byte[]).MakeByRefType()])!;
        return method.CreateDelegate<ARSoftWriter>(message);
    }

    // DnsClient.NET's reader is internal and writes queries only.
    private static Func<ArraySegment<byte>, object> DnsClientReader()
    {
        var type = typeof(DnsClient.LookupClient).Assembly.GetType("DnsClient.DnsUdpMessageHandler", throwOnError: true)!;
        var method = type.BaseType!.GetMethod(
            "GetResponseMessage", BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic, [typeof(ArraySegment<byte>)])!;
        return method.CreateDelegate<Func<ArraySegment<byte>, object>>(RuntimeHelpers.GetUninitializedObject(type));
    }
}
