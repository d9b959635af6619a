using System.Net;
using System.Security.Cryptography.X509Certificates;
using Holdfast.Tables.Http.Signing;

namespace Holdfast.Tables;

/// <summary>Where the tables are served, for whom, and within which limits. Immutable.</summary>
public sealed record TablesServerOptions
{
    /// <summary>Addresses that speak HTTP/1.1, or with <see cref="Certificate"/> HTTP/1.1 and HTTP/2 over TLS; up to 64. Default 127.0.0.1 with any port.</summary>
    public ImmutableArray<IPEndPoint> Listen { get; init; } = [new(IPAddress.Loopback, 0)];

    /// <summary>Addresses that speak HTTP/2 in clear, to clients that know so beforehand; up to 64. Default none.</summary>
    public ImmutableArray<IPEndPoint> ListenHttp2 { get; init; } = [];

    /// <summary>The certificate of TLS at <see cref="Listen"/>; null for none.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>The region that this is; 1 to 64 characters, default <c>us-east-1</c>.</summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary>The account in the names of resources; 12 digits, default <c>000000000000</c>.</summary>
    public string Account { get; init; } = "000000000000";

    /// <summary>Who may ask. A server needs a key, or the word that any will do.</summary>
    public SigningOptions Signing { get; init; } = new();

    /// <summary>How many requests are worked on at once; one more is answered with ThrottlingException. 1 to 100,000, default 1,024.</summary>
    public int MaxConcurrentRequests { get; init; } = 1024;

    /// <summary>How many connections may be open; 1 to 1,000,000, default 20,000.</summary>
    public int MaxConnections { get; init; } = 20_000;

    /// <summary>How many octets a request's body may have, as sent and unpacked; 1 KiB to 16 MiB, default 16 MiB, which is AWS's.</summary>
    public int MaxRequestOctets { get; init; } = 16 << 20;

    /// <summary>How long a body may take to come; 100 ms to 5 min, default 10 s.</summary>
    public TimeSpan BodyTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a connection may be idle; 1 s to 1 h, default 1 min.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How often a write is decided anew because another one changed its items meanwhile; 1 to 1,000, default 50. Then the client is told to come again.</summary>
    public int MaxConflicts { get; init; } = 50;

    /// <summary>What is wrong with the values, each as place, value and what is allowed; empty when nothing is.</summary>
    public IEnumerable<string> Faults() => TablesServerOptionRanges.Faults(this);
}
