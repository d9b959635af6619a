using System.Net;
using BenchmarkDotNet.Attributes;
using Holdfast.Resolver.Cache;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Names;
using Holdfast.Wire.Records;

namespace Holdfast.Benchmarks.Resolver.Cache;

/// <summary>What a hit costs, from the client's name to the response in its buffer; and what storing a miss costs.</summary>
[MemoryDiagnoser]
public class AnswerCacheBenchmarks
{
    private readonly AnswerCache _cache = new(new CachePolicy(), seed: 7);
    private readonly byte[] _destination = new byte[1232];
    private DomainName[] _names = [];
    private byte[][] _responses = [];
    private int _next;

    /// <summary>How many names are asked for in turn.</summary>
    [Params(1_000, 100_000)]
    public int Names { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        _names = [.. Enumerable.Range(0, Names).Select(n => DomainName.Parse($"host{n}.zone{n % 1000}.example.com."))];
        _responses = [.. _names.Select(Response)];
        foreach (var (name, response) in _names.Zip(_responses))
        {
            Store(name, response);
        }
    }

    [Benchmark]
    public int Hit()
    {
        Span<byte> key = stackalloc byte[AnswerKey.MaxOctets];
        var name = _names[Next()].Octets;
        var length = AnswerKey.Write(name, RecordType.A, RecordClass.Internet, 0, default, key);
        _cache.TryGet(key[..length], out var found);
        found!.Answer.CopyTo(_destination, 7, name, MessageFlags.RecursionDesired, TimeSpan.FromSeconds(5));
        return found.Answer.Octets.Length;
    }

    [Benchmark]
    public CachedAnswer BuildAndStore()
    {
        var n = Next();
        return Store(_names[n], _responses[n]);
    }

    // Steps through the names out of order, so that neighbours in memory do not help.
    private int Next()
    {
        _next = ((_next * 25_173) + 13_849) & 0xF_FFFF;
        return _next % Names;
    }

    private CachedAnswer Store(DomainName name, byte[] response)
    {
        var question = new Question(name, RecordType.A);
        return AnswerBuilder.TryBuild(response, question, "p", _cache.Policy, out var answer, out var fault)
            ? _cache.Store(AnswerKey.Create(question), answer, TimeSpan.Zero)
            : throw new InvalidOperationException(fault.ToString());
    }

    private static byte[] Response(DomainName name) => new Message
    {
        Flags = MessageFlags.Response | MessageFlags.RecursionAvailable,
        Questions = [new Question(name, RecordType.A)],
        Answers = [.. Enumerable.Range(1, 2).Select(last =>
            new ResourceRecord(name, RecordClass.Internet, 300, new AData(new IPAddress([192, 0, 2, (byte)last]))))],
    }.ToOctets();
}
