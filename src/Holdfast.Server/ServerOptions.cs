using System.Collections.Immutable;
using System.Net;
using Holdfast.Certificates;
using Holdfast.Server.Admission;
using Holdfast.Server.Zones;
using Holdfast.Wire.Names;

namespace Holdfast.Server;

/// <summary>How the server listens, whom it answers, and its limits. Every limit of the server is here.</summary>
public sealed record ServerOptions
{
    /// <summary>Where to listen for UDP; default 127.0.0.1 and ::1, port 5353. Port 0 takes a free one.</summary>
    public ImmutableArray<IPEndPoint> Udp { get; init; } = [new(IPAddress.Loopback, 5353), new(IPAddress.IPv6Loopback, 5353)];

    /// <summary>Where to listen for TCP; default the same as for UDP. Port 0 takes the port that UDP got on the same address.</summary>
    public ImmutableArray<IPEndPoint> Tcp { get; init; } = [new(IPAddress.Loopback, 5353), new(IPAddress.IPv6Loopback, 5353)];

    /// <summary>Where to listen for DNS over TLS (RFC 7858); default nowhere. Needs <see cref="Certificate"/>.</summary>
    public ImmutableArray<IPEndPoint> Tls { get; init; } = [];

    /// <summary>Where to listen for DNS over HTTPS (RFC 8484); default nowhere. Needs <see cref="Certificate"/>.</summary>
    public ImmutableArray<IPEndPoint> Https { get; init; } = [];

    /// <summary>The certificate of TLS and HTTPS; null for none.</summary>
    public CertificateFiles? Certificate { get; init; }

    /// <summary>The path of DNS over HTTPS; default <c>/dns-query</c>.</summary>
    public string HttpsPath { get; init; } = "/dns-query";

    /// <summary>How often the certificate's, the hosts and the zone files are looked at for changes; 1 s to 1 h, default 5 s.</summary>
    public TimeSpan FileCheckInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Threads, each with a socket of its own, for every UDP address; 1 to 64, default one for each core.</summary>
    public int UdpThreads { get; init; } = Math.Clamp(Environment.ProcessorCount, 1, 64);

    /// <summary>What a UDP socket may hold while its thread is busy; 65,536 to 67,108,864 octets, default 4 MiB. The kernel may grant less.</summary>
    public int UdpBufferOctets { get; init; } = 4 << 20;

    /// <summary>The longest UDP response, whatever the client offers; 512 to 4,096 octets, default 1,232 (RFC 9715 §3).</summary>
    public int UdpPayloadOctets { get; init; } = 1232;

    /// <summary>Whom the server answers; default this machine and private networks, so that it is never open by accident.</summary>
    public ImmutableArray<AddressPrefix> AllowedClients { get; init; } = ClientBlocks.Private;

    /// <summary>
    /// For whom of these clients other people's names are resolved, too; default for all of them. The others get what this
    /// server has authority for.
    /// </summary>
    public ImmutableArray<AddressPrefix>? ResolvedClients { get; init; }

    /// <summary>Whether others get no response at all instead of REFUSED. Default no.</summary>
    public bool IgnoresStrangers { get; init; }

    /// <summary>How much one client may ask.</summary>
    public RateLimitOptions RateLimit { get; init; } = new();

    /// <summary>How many questions may wait for the resolver at once; 1 to 1,000,000, default 10,000. Newer ones are shed; hits are served on.</summary>
    public int MaxMisses { get; init; } = 10_000;

    /// <summary>Whether questions that are shed get no response instead of SERVFAIL. Default no.</summary>
    public bool ShedsSilently { get; init; }

    /// <summary>How long a question may take; 100 ms to 30 s, default 4.5 s: below the 5 s that a stub commonly waits.</summary>
    public TimeSpan QueryTimeout { get; init; } = TimeSpan.FromSeconds(4.5);

    /// <summary>Open TCP and TLS connections; 1 to 1,000,000, default 10,000. Newer ones are closed at once.</summary>
    public int MaxConnections { get; init; } = 10_000;

    /// <summary>Open TCP and TLS connections of one client address; 1 to <see cref="MaxConnections"/>, default 256.</summary>
    public int MaxConnectionsPerClient { get; init; } = 256;

    /// <summary>Questions of one connection that may wait for the resolver; 1 to 65,535, default 256. Then the connection is not read until one is answered; over HTTP/2, further requests are refused.</summary>
    public int MaxMissesPerConnection { get; init; } = 256;

    /// <summary>The longest query over TCP, TLS or HTTPS; 512 to 65,535 octets, default 4,096. A longer one ends the connection.</summary>
    public int MaxQueryOctets { get; init; } = 4096;

    /// <summary>How long a connection may be without a whole query; 1 s to 10 min, default 30 s. It shrinks as connections run out (RFC 7766 §6.2.3).</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a TLS handshake may take; 100 ms to 1 min, default 5 s.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a stop waits for questions under way; 0 to 1 min, default 2 s.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>What the server calls itself to clients that ask by NSID or <c>id.server</c> (RFC 5001, RFC 4892); up to 128 octets, default empty: it does not say.</summary>
    public string Identity { get; init; } = "";

    /// <summary>
    /// Secrets of server cookies (RFC 9018), sixteen octets each: the first makes cookies, all are accepted. Default empty:
    /// one is made at start, which suits a server of its own.
    /// </summary>
    public ImmutableArray<ReadOnlyMemory<byte>> CookieSecrets { get; init; } = [];

    /// <summary>Hosts files (hosts(5)) whose names are answered here; default none.</summary>
    public ImmutableArray<string> HostsFiles { get; init; } = [];

    /// <summary>Zones that are served from files, with authority; default none.</summary>
    public ImmutableArray<ZoneFileOptions> Zones { get; init; } = [];

    /// <summary>Special names (RFC 6303, RFC 6761 and others) that are resolved like any other, with all below them; default none.</summary>
    public ImmutableArray<DomainName> PassedOnNames { get; init; } = [];

    /// <summary>Whether clients' subnets (RFC 7871) are passed on to providers. Default no, for privacy.</summary>
    public bool ForwardsClientSubnet { get; init; }

    /// <summary>The file to which queries are logged as JSON lines; default null: they are not.</summary>
    public string? QueryLogPath { get; init; }

    /// <summary>Entries that wait to be written to the query log; 16 to 1,000,000, default 16,384. Newer ones are dropped and counted.</summary>
    public int QueryLogQueue { get; init; } = 16_384;

    /// <summary>What is wrong with the values, each as the option, its value and the range allowed; empty when nothing is.</summary>
    public IEnumerable<string> Faults() => ServerOptionRanges.Faults(this);
}
