namespace Holdfast.Wire.Records;

/// <summary>The limit of octets that stand behind one length octet (RFC 1035 §3.3).</summary>
internal static class CharacterString
{
    public const int MaxOctets = 255;

    /// <summary>Gives back octets that fit.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are more than 255.</exception>
    public static ReadOnlyMemory<byte> Checked(ReadOnlyMemory<byte> octets)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(octets.Length, MaxOctets, nameof(octets));
        return octets;
    }
}
