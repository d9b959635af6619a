namespace Holdfast.Balancing;

/// <summary>Every limit and threshold of a virtual address. Immutable.</summary>
public sealed record BalancingLimits
{
    /// <summary>The most connections of clients; 1 to 1,000,000, default 10,000. More are closed at once.</summary>
    public int MaxConnections { get; init; } = 10_000;

    /// <summary>The most requests in flight together; 1 to 1,000,000, default 10,000. More are answered 503 at once.</summary>
    public int MaxInFlight { get; init; } = 10_000;

    /// <summary>The most octets of a request's content; 0 to 1 TiB, default 1 GiB. It is streamed, never held.</summary>
    public long MaxBodyOctets { get; init; } = 1L << 30;

    /// <summary>How long a client's connection may be idle; 1 s to 1 h, default 60 s.</summary>
    public TimeSpan ClientIdle { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The most connections to one node; 1 to 65,535, default 1,024.</summary>
    public int MaxNodeConnections { get; init; } = 1024;

    /// <summary>How long connecting to a node may take; 10 ms to 1 min, default 1 s.</summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a node may do nothing for a request; 100 ms to 1 h, default 30 s.</summary>
    public TimeSpan NodeSilence { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How many nodes one request is tried on; 1 to 8, default 3.</summary>
    public int MaxAttempts { get; init; } = 3;

    /// <summary>How many retries there may be for each request, over time; 0 to 1, default 0.2.</summary>
    public double RetryShare { get; init; } = 0.2;

    /// <summary>How many retries there may be beyond that share, at once; 0 to 100,000, default 100.</summary>
    public int RetryBurst { get; init; } = 100;

    /// <summary>How many requests in a row must fail on a node for it to be ejected; 1 to 1,000, default 5.</summary>
    public int EjectAfter { get; init; } = 5;

    /// <summary>How long the first ejection lasts; each one soon after another lasts twice as long. 100 ms to 1 h, default 10 s.</summary>
    public TimeSpan EjectFor { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest that an ejection lasts, and how long a node must do well for its ejections to be forgotten; up to 1 d, default 5 min.</summary>
    public TimeSpan EjectForMost { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Which share of the pool's weight ejections leave in rotation at least; 0.5 to 1, default 0.5.</summary>
    public double MinRotation { get; init; } = 0.5;

    /// <summary>
    /// When a smaller share of the pool's weight than this is healthy, health is no longer believed and every node gets
    /// requests; 0 to 1, default 0.25. Whatever it is, nobody healthy means everybody.
    /// </summary>
    public double PanicBelow { get; init; } = 0.25;

    /// <summary>
    /// The own zone takes every request while at least this share of its weight is in rotation; below it takes that much less,
    /// and the rest goes to the other zones. 0.1 to 1, default 0.7.
    /// </summary>
    public double ZoneEnough { get; init; } = 0.7;

    /// <summary>How long requests in flight may take to end when we stop; 0 to 1 h, default 10 s.</summary>
    public TimeSpan Stop { get; init; } = TimeSpan.FromSeconds(10);
}
