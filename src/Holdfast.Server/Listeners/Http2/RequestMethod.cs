namespace Holdfast.Server.Listeners.Http2;

/// <summary>What a client wants of a path.</summary>
internal enum RequestMethod
{
    /// <summary>No method was given.</summary>
    None,

    Get,

    Post,

    /// <summary>One that is not for us.</summary>
    Other,
}
