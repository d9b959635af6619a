using System.Net;
using Holdfast.Wire.Edns;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Names;
using Holdfast.Wire.Records;

namespace Holdfast.Benchmarks.Wire;

/// <summary>Messages as resolvers see them.</summary>
internal static class SampleMessages
{
    /// <summary>An alias and two addresses, with EDNS.</summary>
    public static Message Answer { get; } = new()
    {
        Id = 1,
        Flags = MessageFlags.Response | MessageFlags.RecursionDesired | MessageFlags.RecursionAvailable,
        Questions = [new Question(Name("www.example.com"), RecordType.A)],
        Answers =
        [
            Record("www.example.com", new CnameData(Name("www.example.com.cdn.example.net"))),
            Record("www.example.com.cdn.example.net", new AData(IPAddress.Parse("192.0.2.1"))),
            Record("www.example.com.cdn.example.net", new AData(IPAddress.Parse("192.0.2.2"))),
        ],
        Additionals = [new EdnsRecord().ToRecord()],
    };

    /// <summary>A referral to thirteen servers with their addresses.</summary>
    public static Message Referral { get; } = new()
    {
        Id = 1,
        Flags = MessageFlags.Response,
        Questions = [new Question(Name("www.example.com"), RecordType.A)],
        Authorities = [.. Servers().Select(server => Record("com", new NsData(Name(server))))],
        Additionals = [.. Servers().Select(server => Record(server, new AData(IPAddress.Loopback)))],
    };

    private static IEnumerable<string> Servers() => "abcdefghijklm".Select(letter => $"{letter}.gtld-servers.net");

    private static DomainName Name(string text) => DomainName.Parse(text);

    private static ResourceRecord Record(string owner, RecordData data) => new(Name(owner), RecordClass.Internet, 300, data);
}
