namespace Holdfast.Balancing.Choosing;

/// <summary>Whether a node gets requests, and why not.</summary>
public enum NodeStanding
{
    /// <summary>It gets requests.</summary>
    Serving,

    /// <summary>It gets requests though it counts as unwell or drained: too few are left to believe that.</summary>
    FailingOpen,

    /// <summary>The observers see it fail.</summary>
    Down,

    /// <summary>It failed too many requests in a row.</summary>
    Ejected,

    /// <summary>A person, or the node itself, wants nothing new on it.</summary>
    Drained,
}
