using System.Diagnostics.CodeAnalysis;

namespace Holdfast.Wire.Names;

/// <summary>
/// A complete domain name: one to 255 octets of length-prefixed labels that end in the root's zero octet
/// (RFC 1035 §3.1). The case of its letters is kept; equality and order ignore it (RFC 4343).
/// </summary>
public sealed class DomainName : IEquatable<DomainName>, IComparable<DomainName>
{
    /// <summary>The longest name, in octets, its final zero octet included (RFC 1035 §2.3.4).</summary>
    public const int MaxOctets = 255;

    /// <summary>The longest label, in octets (RFC 1035 §2.3.4).</summary>
    public const int MaxLabelOctets = 63;

    /// <summary>The most labels a name of 255 octets can have, the root not counted.</summary>
    public const int MaxLabels = 127;

    private readonly byte[] _octets;

    private DomainName(byte[] octets) => _octets = octets;

    /// <summary>The root, written as a single dot.</summary>
    public static DomainName Root { get; } = new([0]);

    /// <summary>The uncompressed wire form, final zero octet included.</summary>
    public ReadOnlySpan<byte> Octets => _octets;

    /// <summary>The length of the uncompressed wire form, 1 to 255 octets.</summary>
    public int Length => _octets.Length;

    /// <summary>Whether this is the root.</summary>
    public bool IsRoot => _octets.Length == 1;

    /// <summary>Whether the first label is a single asterisk (RFC 4592 §2.1.1).</summary>
    public bool IsWildcard => _octets.Length >= 2 && _octets[0] == 1 && _octets[1] == (byte)'*';

    /// <summary>How many labels the name has, the root not counted: 0 to 127.</summary>
    public int LabelCount
    {
        get
        {
            var count = 0;
            for (var at = 0; _octets[at] != 0; at += _octets[at] + 1)
            {
                count++;
            }

            return count;
        }
    }

    /// <summary>The name without its first label; the root's parent is the root.</summary>
    public DomainName Parent => IsRoot ? this : new DomainName(_octets[(_octets[0] + 1)..]);

    /// <summary>Takes octets that are already an uncompressed name.</summary>
    /// <param name="octets">The whole name and nothing after it; copied.</param>
    /// <param name="name">The name, or null when the octets are not one.</param>
    public static bool TryFromOctets(ReadOnlySpan<byte> octets, [NotNullWhen(true)] out DomainName? name)
    {
        name = null;
        if (octets.Length is 0 or > MaxOctets)
        {
            return false;
        }

        var at = 0;
        while (at < octets.Length && octets[at] != 0)
        {
            if (octets[at] > MaxLabelOctets)
            {
                return false;
            }

            at += octets[at] + 1;
        }

        if (at != octets.Length - 1)
        {
            return false;
        }

        name = FromValidOctets(octets);
        return true;
    }

    /// <summary>Takes octets that a reader has already found to be an uncompressed name.</summary>
    internal static DomainName FromValidOctets(ReadOnlySpan<byte> octets) => octets.Length == 1 ? Root : new DomainName(octets.ToArray());

    /// <summary>Reads a name as people write it; a missing final dot is supplied.</summary>
    /// <param name="text">Labels between dots, with RFC 1035 §5.1 escapes.</param>
    /// <param name="name">The name, or null when the text is not one.</param>
    /// <param name="fault">Why it is not.</param>
    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out DomainName? name, out NameFault fault) =>
        TryParse(text, Root, out name, out fault);

    /// <summary>Reads a name as zone files write it: without a final dot it is relative to <paramref name="origin"/>.</summary>
    /// <param name="text">Labels between dots, with RFC 1035 §5.1 escapes; <c>@</c> is the origin itself.</param>
    /// <param name="origin">What completes a relative name; null when nothing does.</param>
    /// <param name="name">The name, or null when the text is not one.</param>
    /// <param name="fault">Why it is not.</param>
    public static bool TryParse(
        ReadOnlySpan<char> text, DomainName? origin, [NotNullWhen(true)] out DomainName? name, out NameFault fault)
    {
        Span<byte> octets = stackalloc byte[MaxOctets];
        fault = NameText.Read(text, origin, octets, out var length);
        name = fault == NameFault.None ? FromValidOctets(octets[..length]) : null;
        return name is not null;
    }

    /// <summary>Reads a name that is known to be right, such as a constant.</summary>
    /// <exception cref="FormatException">The text is not a name.</exception>
    public static DomainName Parse(string text) =>
        TryParse(text, out var name, out var fault) ? name : throw new FormatException($"'{text}' is not a domain name: {fault}");

    /// <summary>Whether this name is <paramref name="ancestor"/> or stands below it.</summary>
    public bool IsAtOrBelow(DomainName ancestor)
    {
        ArgumentNullException.ThrowIfNull(ancestor);
        var surplus = _octets.Length - ancestor._octets.Length;
        if (surplus < 0)
        {
            return false;
        }

        var at = 0;
        while (at < surplus)
        {
            at += _octets[at] + 1;
        }

        return at == surplus && NameOctets.EqualIgnoringCase(_octets.AsSpan(at), ancestor._octets);
    }

    /// <summary>This name with <paramref name="suffix"/> behind it in place of the root; null when that exceeds 255 octets.</summary>
    public DomainName? Append(DomainName suffix)
    {
        ArgumentNullException.ThrowIfNull(suffix);
        return Length - 1 + suffix.Length > MaxOctets ? null : new DomainName([.. _octets.AsSpan(0, Length - 1), .. suffix._octets]);
    }

    /// <summary>The last <paramref name="labels"/> labels of the name.</summary>
    public DomainName Suffix(int labels)
    {
        var skip = LabelCount - labels;
        ArgumentOutOfRangeException.ThrowIfNegative(skip, nameof(labels));
        var at = 0;
        for (; skip > 0; skip--)
        {
            at += _octets[at] + 1;
        }

        return at == 0 ? this : new DomainName(_octets[at..]);
    }

    /// <summary>The name in lower case, as RFC 4034 §6.2 wants it for signing and hashing.</summary>
    public DomainName ToCanonical()
    {
        var lower = new byte[_octets.Length];
        NameOctets.ToLower(_octets, lower);
        return new DomainName(lower);
    }

    /// <inheritdoc/>
    public bool Equals(DomainName? other) =>
        other is not null && NameOctets.EqualIgnoringCase(_octets, other._octets);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as DomainName);

    /// <inheritdoc/>
    public override int GetHashCode() => NameOctets.HashIgnoringCase(_octets);

    /// <summary>Canonical order: label by label from the root, octets compared in lower case (RFC 4034 §6.1).</summary>
    public int CompareTo(DomainName? other) => other is null ? 1 : NameOctets.CompareCanonically(_octets, other._octets);

    /// <summary>The name as text with its final dot, escaped so that <see cref="Parse"/> gives the same octets.</summary>
    public override string ToString() => NameText.Write(_octets);

    /// <summary>Same as <see cref="Equals(DomainName?)"/>.</summary>
    public static bool operator ==(DomainName? left, DomainName? right) => left is null ? right is null : left.Equals(right);

    /// <summary>The opposite of <see cref="Equals(DomainName?)"/>.</summary>
    public static bool operator !=(DomainName? left, DomainName? right) => !(left == right);
}
