using System.Diagnostics.CodeAnalysis;
using Holdfast.Wire.Names;

namespace Holdfast.Server.Zones;

/// <summary>
/// Values by name, found by a name's octets or by the nearest name above it. Hot path: no allocation; a name whose last
/// label is that of no entry costs a few nanoseconds.
/// </summary>
internal sealed class NameTable<T>
    where T : class
{
    private readonly Dictionary<DomainName, T> _entries = new(OctetComparer.Instance);
    private readonly Dictionary<DomainName, T>.AlternateLookup<ReadOnlySpan<byte>> _byOctets;
    private ulong _topLabels;

    public NameTable() => _byOctets = _entries.GetAlternateLookup<ReadOnlySpan<byte>>();

    public int Count => _entries.Count;

    public IEnumerable<T> Values => _entries.Values;

    /// <summary>Files a value, in place of an earlier one.</summary>
    public void Set(DomainName name, T value)
    {
        _entries[name] = value;

        // All names stand below the root.
        _topLabels |= name.IsRoot ? ulong.MaxValue : BitOf(name.Suffix(1).Octets);
    }

    /// <summary>Finds the value of a name, to change it while the table is being made.</summary>
    public bool TryGet(DomainName name, [NotNullWhen(true)] out T? value) => _entries.TryGetValue(name, out value);

    /// <summary>Finds the value of a name.</summary>
    public bool TryGet(ReadOnlySpan<byte> name, int topLabel, [NotNullWhen(true)] out T? value)
    {
        value = null;
        return MayHold(name, topLabel) && _byOctets.TryGetValue(name, out value);
    }

    /// <summary>Finds the value of a name that is likely to be there.</summary>
    public bool TryGet(ReadOnlySpan<byte> name, [NotNullWhen(true)] out T? value) => _byOctets.TryGetValue(name, out value);

    /// <summary>Finds the value of the name, or of the nearest name above it that has one.</summary>
    /// <param name="name">The name, uncompressed.</param>
    /// <param name="topLabel">Where its last label begins.</param>
    /// <param name="value">The value.</param>
    /// <param name="depth">How many octets of the name stand before the entry's name; 0 for the name itself.</param>
    public bool TryGetNearest(ReadOnlySpan<byte> name, int topLabel, [NotNullWhen(true)] out T? value, out int depth)
    {
        value = null;
        depth = 0;
        if (!MayHold(name, topLabel))
        {
            return false;
        }

        for (; depth < name.Length; depth += name[depth] + 1)
        {
            if (_byOctets.TryGetValue(name[depth..], out value))
            {
                return true;
            }
        }

        return false;
    }

    private bool MayHold(ReadOnlySpan<byte> name, int topLabel) => (_topLabels & BitOf(name[topLabel..])) != 0;

    // One bit of 64 by the last label's length and its first and last letters: enough to tell arpa and local from com.
    private static ulong BitOf(ReadOnlySpan<byte> label)
    {
        int length = label[0];
        return length == 0 ? 1 : 1ul << (((length * 7) + (NameOctets.ToLower(label[1]) * 5) + NameOctets.ToLower(label[length])) & 63);
    }

    private sealed class OctetComparer : IEqualityComparer<DomainName>, IAlternateEqualityComparer<ReadOnlySpan<byte>, DomainName>
    {
        public static OctetComparer Instance { get; } = new();

        public bool Equals(DomainName? x, DomainName? y) => x == y;

        public int GetHashCode(DomainName obj) => obj.GetHashCode();

        public bool Equals(ReadOnlySpan<byte> alternate, DomainName other) => NameOctets.EqualIgnoringCase(alternate, other.Octets);

        public int GetHashCode(ReadOnlySpan<byte> alternate) => NameOctets.HashIgnoringCase(alternate);

        public DomainName Create(ReadOnlySpan<byte> alternate) =>
            DomainName.TryFromOctets(alternate, out var name) ? name : DomainName.Root;
    }
}
