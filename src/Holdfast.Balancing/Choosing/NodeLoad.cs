using System.Runtime.InteropServices;

namespace Holdfast.Balancing.Choosing;

/// <summary>What is counted of one node by every request: on a cache line of its own, so that cores do not wait for each other.</summary>
[StructLayout(LayoutKind.Explicit, Size = 128)]
internal struct NodeLoad
{
    /// <summary>Requests that it has now.</summary>
    [FieldOffset(0)]
    public int InFlight;

    /// <summary>Requests that failed in a row.</summary>
    [FieldOffset(4)]
    public int FailuresInARow;

    /// <summary>Requests that it was given.</summary>
    [FieldOffset(8)]
    public long Requests;

    /// <summary>Requests that it failed.</summary>
    [FieldOffset(16)]
    public long Failures;
}
