namespace Holdfast.Store.RocksDb;

/// <summary>Options of an embedded store.</summary>
public sealed record RocksDbOptions
{
    /// <summary>How many of the latest revisions the feed keeps at least; at most an eighth more. Default 10,000; 1 or more.</summary>
    public long FeedRevisions { get; init; } = 10_000;

    /// <summary>Memory for what was read, in octets. Default 64 MiB.</summary>
    public long CacheOctets { get; init; } = 64 << 20;

    /// <summary>Memory for what was written and is not yet in sorted files, per column family, in octets. Default 16 MiB.</summary>
    public int WriteBufferOctets { get; init; } = 16 << 20;

    /// <summary>Files kept open. Default 256.</summary>
    public int OpenFiles { get; init; } = 256;

    /// <summary>How many commits may wait for those before them; more are <see cref="StoreFault.Unavailable"/>. Default 10,000.</summary>
    public int WaitingCommits { get; init; } = 10_000;

    /// <summary>What is written together with one sync: so many commits at most. Default 128.</summary>
    public int GroupCommits { get; init; } = 128;
}
