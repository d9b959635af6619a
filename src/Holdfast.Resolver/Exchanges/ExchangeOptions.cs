using Holdfast.Resolver.Resolving;

namespace Holdfast.Resolver.Exchanges;

/// <summary>The limits of all exchanges, in one place. Immutable.</summary>
public sealed record ExchangeOptions
{
    /// <summary>The defaults.</summary>
    public static ExchangeOptions Default { get; } = new();

    /// <summary>How many queries one exchange carries at once; more are <see cref="ExchangeOutcome.Overloaded"/>; 1 to 1,000,000, default 8,192.</summary>
    public int MaxInFlight { get; init; } = 8_192;

    /// <summary>Over how many source ports UDP queries to one server are spread; 1 to 256, default 16.</summary>
    public int UdpSockets { get; init; } = 16;

    /// <summary>How many queries one source port carries before another takes its place; 1 to 1,000,000, default 1,000.</summary>
    public int UdpSocketQueries { get; init; } = 1_000;

    /// <summary>How long one source port is used before another takes its place; 10 ms to 1 h, default 10 s.</summary>
    public TimeSpan UdpSocketLife { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>When a UDP query without answer is sent a second and last time; 10 ms to 30 s, default 800 ms; infinite for never.</summary>
    public TimeSpan UdpResendAfter { get; init; } = TimeSpan.FromMilliseconds(800);

    /// <summary>
    /// Whether a caller goes on in the thread that read its UDP answer, which saves a hop and about a quarter of the CPU.
    /// Only for a host whose continuations never block: one that does stops every other answer. Default false.
    /// </summary>
    public bool ContinueOnReader { get; init; }

    /// <summary>How many TCP or TLS connections one exchange holds; 1 to 64, default 4.</summary>
    public int StreamConnections { get; init; } = 4;

    /// <summary>How many queries wait on one connection before another is opened; 1 to 10,000, default 64.</summary>
    public int StreamQueriesPerConnection { get; init; } = 64;

    /// <summary>
    /// How long an unused connection stays open; 10 ms to 10 min, default 10 s. A server that says how long it keeps one
    /// open is heeded (RFC 7828), up to six times as long.
    /// </summary>
    public TimeSpan StreamIdle { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an HTTPS connection is used before another takes its place, which follows a server that moved; 1 s to 1 day, default 10 min.</summary>
    public TimeSpan HttpsConnectionLife { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long connecting may take, the TLS handshake and all of a name's addresses included; 50 ms to 30 s, default 5 s.</summary>
    public TimeSpan ConnectLimit { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>What is wrong with the values, each as the option, its value and the range allowed; empty when nothing is.</summary>
    public IEnumerable<string> Faults() => new OptionFaults()
        .Check(nameof(MaxInFlight), MaxInFlight, 1, 1_000_000)
        .Check(nameof(UdpSockets), UdpSockets, 1, 256)
        .Check(nameof(UdpSocketQueries), UdpSocketQueries, 1, 1_000_000)
        .Check(nameof(UdpSocketLife), UdpSocketLife, 0.01, 3600)
        .Check(nameof(UdpResendAfter), UdpResendAfter == Timeout.InfiniteTimeSpan ? TimeSpan.FromSeconds(30) : UdpResendAfter, 0.01, 30)
        .Check(nameof(StreamConnections), StreamConnections, 1, 64)
        .Check(nameof(StreamQueriesPerConnection), StreamQueriesPerConnection, 1, 10_000)
        .Check(nameof(StreamIdle), StreamIdle, 0.01, 600)
        .Check(nameof(HttpsConnectionLife), HttpsConnectionLife, 1, 86_400)
        .Check(nameof(ConnectLimit), ConnectLimit, 0.05, 30)
        .Lines;
}
