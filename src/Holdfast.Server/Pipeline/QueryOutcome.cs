namespace Holdfast.Server.Pipeline;

/// <summary>What became of a query, for counting and logging.</summary>
internal enum QueryOutcome : byte
{
    /// <summary>Answered from the cache.</summary>
    Hit,

    /// <summary>Answered from a zone of our own, or from what the server knows of itself.</summary>
    Local,

    /// <summary>Answered by the resolver, well or badly.</summary>
    Resolved,

    /// <summary>Not a query: FORMERR.</summary>
    Malformed,

    /// <summary>A query of a kind that is not served: NOTIMP, REFUSED or BADVERS.</summary>
    Unsupported,

    /// <summary>The client may not ask here.</summary>
    Stranger,

    /// <summary>The client asked too much.</summary>
    RateLimited,

    /// <summary>Too many questions were waiting for the resolver.</summary>
    Shed,

    /// <summary>Not worth a response.</summary>
    Ignored,
}
