namespace Holdfast.Endpoints.Observing;

/// <summary>What a node says of itself.</summary>
public enum NodeState
{
    /// <summary>Nothing: it makes no reports, or made none for too long.</summary>
    Silent,

    /// <summary>It serves.</summary>
    Serving,

    /// <summary>It finishes what it has and wants nothing new.</summary>
    Draining,

    /// <summary>It cannot serve.</summary>
    Unwell,
}
