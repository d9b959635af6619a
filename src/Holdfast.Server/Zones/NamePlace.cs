namespace Holdfast.Server.Zones;

/// <summary>Where in a response an owner's name stands, in full.</summary>
/// <param name="Start">Its first octet.</param>
/// <param name="Octets">How long it is there.</param>
/// <param name="StoredOctets">How long the owner is that the records were filed under; another length for a wildcard.</param>
internal readonly record struct NamePlace(int Start, int Octets, int StoredOctets)
{
    /// <summary>How long a name is that stands in full, and perhaps is followed by something else.</summary>
    public static int LengthOf(ReadOnlySpan<byte> octets)
    {
        var at = 0;
        while (octets[at] != 0)
        {
            at += octets[at] + 1;
        }

        return at + 1;
    }
}
