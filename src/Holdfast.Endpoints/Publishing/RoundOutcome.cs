namespace Holdfast.Endpoints.Publishing;

/// <summary>What became of an enactor's round, in one word.</summary>
public enum RoundOutcome
{
    /// <summary>The published plan says what there is to say.</summary>
    Same,

    /// <summary>A plan was published.</summary>
    Published,

    /// <summary>Nothing that could be published follows from what is known: the last plan stands.</summary>
    Stands,

    /// <summary>Somebody else was first, or reported something new meanwhile: the work was stale, and was thrown away.</summary>
    Overtaken,

    /// <summary>The guard refused the plan; it is kept for a person to see.</summary>
    Refused,

    /// <summary>A person froze the name.</summary>
    Frozen,

    /// <summary>The store could not be reached, or did not say what became of the plan. The next round looks.</summary>
    StoreFailed,
}
