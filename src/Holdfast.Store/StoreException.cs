namespace Holdfast.Store;

/// <summary>What is wrong with a store's environment.</summary>
public enum StoreFault
{
    /// <summary>The engine cannot be reached or has no quorum. Nothing was changed.</summary>
    Unavailable,

    /// <summary>No answer in time. A commit may have been made, or may still be.</summary>
    Timeout,

    /// <summary>There is no room. Nothing was changed.</summary>
    DiskFull,

    /// <summary>What is stored is damaged, or is not what it should be.</summary>
    Corrupt,

    /// <summary>The revision asked for is older than what is retained. Take a snapshot, and watch from there.</summary>
    Compacted,

    /// <summary>Another process uses the store.</summary>
    Locked,

    /// <summary>The store was closed.</summary>
    Closed,
}

/// <summary>The environment does not let the store do what was asked. What the caller did wrong is an <see cref="ArgumentException"/> instead.</summary>
public sealed class StoreException : Exception
{
    /// <summary>Says what is wrong, for programs and for people.</summary>
    /// <param name="fault">For programs.</param>
    /// <param name="message">For people: what, where, and what can be done.</param>
    /// <param name="cause">What the engine said.</param>
    public StoreException(StoreFault fault, string message, Exception? cause = null)
        : base(message, cause) => Fault = fault;

    /// <summary>What is wrong.</summary>
    public StoreFault Fault { get; }

    internal static StoreException Closed() => new(StoreFault.Closed, "the store is closed");

    internal static StoreException Compacted(Revision asked, Revision oldest) => new(
        StoreFault.Compacted, $"changes after revision {asked} are no longer retained (they are from {oldest} on): take a snapshot and watch from there");
}
