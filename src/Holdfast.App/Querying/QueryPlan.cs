using System.Collections.Immutable;
using System.Net;
using Holdfast.Resolver.Exchanges;
using Holdfast.Wire.Edns;
using Holdfast.Wire.Messages;

namespace Holdfast.App.Querying;

/// <summary>How answers are shown.</summary>
internal enum QueryForm
{
    /// <summary>As dig does.</summary>
    Dig,

    /// <summary>Only the data of the answer section, one a line.</summary>
    Short,

    /// <summary>Octet by octet, annotated.</summary>
    Wire,

    /// <summary>One JSON object a line (RFC 8427).</summary>
    Json,
}

/// <summary>Which parts of dig's output appear.</summary>
[Flags]
internal enum QueryParts
{
    None = 0,
    Command = 1,
    Comments = 2,
    Question = 4,
    Answer = 8,
    Authority = 16,
    Additional = 32,
    Statistics = 64,
    Query = 128,
    Default = Command | Comments | Question | Answer | Authority | Additional | Statistics,
}

/// <summary>A server as the command line names it: an address, a host name to look up, or a whole exchange address.</summary>
/// <param name="Text">What stood behind the at sign.</param>
internal sealed record QueryServer(string Text);

/// <summary>Everything a command line asks for, read and checked.</summary>
internal sealed record QueryPlan
{
    /// <summary>The most questions one run asks; more lines of a batch file are an error.</summary>
    public const int MaxQuestions = 1_000_000;

    /// <summary>The questions, in order.</summary>
    public ImmutableArray<Question> Questions { get; init; } = [];

    /// <summary>The servers to ask, each; empty for the system's own, the first that answers.</summary>
    public ImmutableArray<QueryServer> Servers { get; init; } = [];

    /// <summary>The transport for servers that name none.</summary>
    public Transport Transport { get; init; } = Transport.Udp;

    /// <summary>The port for servers that name none; null for the transport's own.</summary>
    public int? Port { get; init; }

    /// <summary>RD, CD, AD and so on.</summary>
    public MessageFlags Flags { get; init; } = MessageFlags.RecursionDesired;

    /// <summary>EDNS to send; null for none.</summary>
    public EdnsRecord? Edns { get; init; } = new();

    /// <summary>Whom the certificate must name, in place of the server's own name; null for that.</summary>
    public string? TlsHostName { get; init; }

    /// <summary>A PEM file of authorities trusted besides the system's.</summary>
    public string? TlsTrustFile { get; init; }

    /// <summary>Whether certificates are verified.</summary>
    public bool TlsVerify { get; init; } = true;

    /// <summary>The path of DNS over HTTPS.</summary>
    public string HttpsPath { get; init; } = ExchangeAddress.DefaultPath;

    /// <summary>How long each try waits.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often a server is asked that does not answer.</summary>
    public int Tries { get; init; } = 3;

    /// <summary>How answers are shown.</summary>
    public QueryForm Form { get; init; }

    /// <summary>Which parts of dig's output appear.</summary>
    public QueryParts Parts { get; init; } = QueryParts.Default;

    /// <summary>The command line, for dig's first line.</summary>
    public string CommandLine { get; init; } = string.Empty;

    /// <summary>The query's octets for one question.</summary>
    public byte[] ToOctets(Question question, ushort id) => Message.Query(question, id, Edns, Flags).ToOctets();

    /// <summary>An exchange address for a server at an address.</summary>
    public ExchangeAddress AddressAt(IPAddress address, string? name)
    {
        var encrypted = Transport is Transport.Tls or Transport.Https;
        return ExchangeAddress.At(address, Transport, Port) with
        {
            Host = encrypted ? TlsHostName ?? name ?? address.ToString() : null,
            Path = HttpsPath,
            TrustFile = encrypted ? TlsTrustFile : null,
            VerifyPeer = !encrypted || TlsVerify,
        };
    }
}
