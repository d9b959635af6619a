using Holdfast.Wire.Names;
using Holdfast.Wire.Records;

namespace Holdfast.Wire.ZoneText;

/// <summary>What a zone reader knows before the first line.</summary>
public sealed record ZoneReaderOptions
{
    /// <summary>The file's name in errors; empty by default.</summary>
    public string File { get; init; } = "";

    /// <summary>What completes relative names until $ORIGIN says otherwise; by default nothing does.</summary>
    public DomainName? Origin { get; init; }

    /// <summary>The class of records that do not say; IN by default.</summary>
    public RecordClass Class { get; init; } = RecordClass.Internet;

    /// <summary>The TTL in seconds of records that do not say, until $TTL says otherwise; by default there is none.</summary>
    public uint? DefaultTtl { get; init; }

    /// <summary>
    /// Opens the file that $INCLUDE names; the second argument is the path of the file it stands in. Null when it
    /// cannot be opened. By default nothing is included.
    /// </summary>
    public Func<string, string, ZoneFile?>? Include { get; init; }

    /// <summary>How many characters are read at once.</summary>
    internal int BufferCharacters { get; init; } = 16 * 1024;
}
