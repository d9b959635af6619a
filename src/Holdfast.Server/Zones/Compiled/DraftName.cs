namespace Holdfast.Server.Zones.Compiled;

/// <summary>A name of a zone that is being put together; it can change until the zone is compiled.</summary>
internal struct DraftName
{
    /// <summary>Where its octets are.</summary>
    public uint At;

    /// <summary>How many there are.</summary>
    public byte Octets;

    /// <summary>What it is.</summary>
    public NodeTraits Traits;

    /// <summary>Whether it stands below a cut or a DNAME; null while nobody asked.</summary>
    public bool? IsHidden;

    /// <summary>The hash of the name.</summary>
    public uint Hash;

    /// <summary>The name above it.</summary>
    public int Parent;

    /// <summary>Its first record, when there is one.</summary>
    public int First;

    /// <summary>Its last record.</summary>
    public int Last;

    /// <summary>How many records it has.</summary>
    public int Count;
}
