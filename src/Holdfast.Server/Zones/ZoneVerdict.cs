namespace Holdfast.Server.Zones;

/// <summary>What zones of our own make of a question.</summary>
internal enum ZoneVerdict
{
    /// <summary>The response is written.</summary>
    Answered,

    /// <summary>The name, or the one that aliases led to, is somebody else's, and the client may have it resolved.</summary>
    Resolve,
}
