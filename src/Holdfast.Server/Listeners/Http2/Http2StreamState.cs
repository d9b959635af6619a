namespace Holdfast.Server.Listeners.Http2;

/// <summary>What a request waits for.</summary>
internal enum Http2StreamState
{
    /// <summary>Its body: "open" in RFC 9113 §5.1.</summary>
    Receiving,

    /// <summary>The resolver: "half-closed (remote)".</summary>
    Resolving,

    /// <summary>The client's window: "half-closed (remote)" too.</summary>
    Sending,
}
