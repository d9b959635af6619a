using System.Collections.Immutable;
using Holdfast.Wire.ZoneText;

namespace Holdfast.Server.Zones;

/// <summary>Looks at a zone's file without serving it.</summary>
public static class ZoneFileCheck
{
    /// <summary>What is wrong with the file, each with file, line and column; empty when it can be served.</summary>
    public static ImmutableArray<ZoneError> Problems(ZoneFileOptions zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        return ZoneLoad.Read(zone).Problems;
    }
}
