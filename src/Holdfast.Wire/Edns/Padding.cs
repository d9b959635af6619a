namespace Holdfast.Wire.Edns;

/// <summary>Octets that hide a message's length from those who see it encrypted (RFC 7830 §3).</summary>
/// <param name="Octets">How many, 0 to 65,535.</param>
public sealed record Padding(ushort Octets)
{
    /// <summary>Queries are padded to multiples of this (RFC 8467 §4.1).</summary>
    public const int QueryBlockOctets = 128;

    /// <summary>Responses are padded to multiples of this (RFC 8467 §4.1).</summary>
    public const int ResponseBlockOctets = 468;

    private const int OptionHeaderOctets = 4;

    /// <summary>The padding that fills a message up to a multiple of a block, its own option header included.</summary>
    /// <param name="messageOctets">The message's length without this option.</param>
    /// <param name="blockOctets">The block's length.</param>
    public static Padding Filling(int messageOctets, int blockOctets)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(blockOctets);
        var beyond = (messageOctets + OptionHeaderOctets) % blockOctets;
        return new Padding((ushort)(beyond == 0 ? 0 : blockOctets - beyond));
    }

    /// <summary>The padding as an option, all zeros (RFC 7830 §3).</summary>
    public EdnsOption ToOption() => new(EdnsOptionCode.Padding, new byte[Octets]);

    /// <summary>Reads the option, whatever its octets are; null when it is another one.</summary>
    public static Padding? From(EdnsOption option)
    {
        ArgumentNullException.ThrowIfNull(option);
        return option.Code == EdnsOptionCode.Padding ? new Padding((ushort)option.Data.Length) : null;
    }

    /// <summary>How many octets.</summary>
    public override string ToString() => $"{Octets} octets";
}
