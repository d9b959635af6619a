using Holdfast.Wire.Records;

namespace Holdfast.Server.Zones.Compiled;

/// <summary>A record of a zone that is being put together.</summary>
internal struct DraftRecord
{
    /// <summary>The next record of the same name.</summary>
    public int Next;

    /// <summary>The type.</summary>
    public RecordType Type;

    /// <summary>How many octets the data have.</summary>
    public ushort DataOctets;

    /// <summary>The TTL in seconds.</summary>
    public uint Ttl;

    /// <summary>Where the data are.</summary>
    public uint DataAt;
}
