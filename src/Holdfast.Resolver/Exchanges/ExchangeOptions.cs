namespace Holdfast.Resolver.Exchanges;

/// <summary>The limits of all exchanges, in one place. Immutable.</summary>
public sealed record ExchangeOptions
{
    /// <summary>The defaults.</summary>
    public static ExchangeOptions Default { get; } = new();

    /// <summary>How many queries one exchange carries at once; more are <see cref="ExchangeOutcome.Overloaded"/>. Default 8,192.</summary>
    public int MaxInFlight { get; init; } = 8_192;

    /// <summary>Over how many source ports UDP queries to one server are spread. Default 16.</summary>
    public int UdpSockets { get; init; } = 16;

    /// <summary>How many queries one source port carries before another takes its place. Default 1,000.</summary>
    public int UdpSocketQueries { get; init; } = 1_000;

    /// <summary>How long one source port is used before another takes its place. Default 10 s.</summary>
    public TimeSpan UdpSocketLife { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>When a UDP query without answer is sent a second and last time. Default 800 ms; infinite for never.</summary>
    public TimeSpan UdpResendAfter { get; init; } = TimeSpan.FromMilliseconds(800);

    /// <summary>
    /// Whether a caller goes on in the thread that read its UDP answer, which saves a hop and about a quarter of the CPU.
    /// Only for a host whose continuations never block: one that does stops every other answer. Default false.
    /// </summary>
    public bool ContinueOnReader { get; init; }

    /// <summary>How many TCP or TLS connections one exchange holds. Default 4.</summary>
    public int StreamConnections { get; init; } = 4;

    /// <summary>How many queries wait on one connection before another is opened. Default 64.</summary>
    public int StreamQueriesPerConnection { get; init; } = 64;

    /// <summary>How long an unused connection stays open. Default 10 s.</summary>
    public TimeSpan StreamIdle { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an HTTPS connection is used before another takes its place, which follows a server that moved. Default 10 min.</summary>
    public TimeSpan HttpsConnectionLife { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long connecting may take, the TLS handshake and all of a name's addresses included. Default 5 s.</summary>
    public TimeSpan ConnectLimit { get; init; } = TimeSpan.FromSeconds(5);
}
