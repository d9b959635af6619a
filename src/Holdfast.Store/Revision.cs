using System.Globalization;

namespace Holdfast.Store;

/// <summary>
/// The number of a commit, for the whole store: strictly growing, not necessarily by one. Zero is before the first commit.
/// </summary>
/// <param name="Value">The number; 0 or more.</param>
public readonly record struct Revision(long Value) : IComparable<Revision>
{
    /// <summary>Before the first commit; also the revision of what does not exist.</summary>
    public static Revision None => default;

    /// <inheritdoc/>
    public int CompareTo(Revision other) => Value.CompareTo(other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);

    /// <summary>Whether one is earlier.</summary>
    public static bool operator <(Revision left, Revision right) => left.Value < right.Value;

    /// <summary>Whether one is later.</summary>
    public static bool operator >(Revision left, Revision right) => left.Value > right.Value;

    /// <summary>Whether one is not later.</summary>
    public static bool operator <=(Revision left, Revision right) => left.Value <= right.Value;

    /// <summary>Whether one is not earlier.</summary>
    public static bool operator >=(Revision left, Revision right) => left.Value >= right.Value;
}
