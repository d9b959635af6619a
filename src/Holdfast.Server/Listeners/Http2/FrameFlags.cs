namespace Holdfast.Server.Listeners.Http2;

/// <summary>A frame's flags; what a bit means depends on the type (RFC 9113 §6).</summary>
[Flags]
internal enum FrameFlags : byte
{
    None = 0,
    EndStream = 1,
    Acknowledgement = 1,
    EndHeaders = 4,
    Padded = 8,
    Priority = 0x20,
}
