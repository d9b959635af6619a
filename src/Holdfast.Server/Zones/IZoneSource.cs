using Holdfast.Wire.Records;

namespace Holdfast.Server.Zones;

/// <summary>Names that this server answers for itself, before the cache and the resolver are asked.</summary>
public interface IZoneSource
{
    /// <summary>
    /// Looks up a question of class IN. Hot path: called for every query on the receiving thread, from several threads at
    /// once; it must not wait, and should not allocate.
    /// </summary>
    /// <param name="name">The name, uncompressed, in any case.</param>
    /// <param name="topLabel">Where the name's last label begins.</param>
    /// <param name="type">The type.</param>
    /// <returns>The answer, or null when the name is somebody else's.</returns>
    ZoneAnswer? Find(ReadOnlySpan<byte> name, int topLabel, RecordType type);
}
