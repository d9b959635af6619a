using System.Globalization;

namespace Holdfast.Endpoints.Planning;

/// <summary>The number of a name's plan: each that is published has the next one.</summary>
/// <param name="Value">1 for the first; 0 for none.</param>
public readonly record struct Generation(long Value) : IComparable<Generation>
{
    /// <summary>Before the first plan.</summary>
    public static Generation None => default;

    /// <summary>The one after this.</summary>
    public Generation Next => new(Value + 1);

    /// <summary>Whether one is older than the other.</summary>
    public static bool operator <(Generation left, Generation right) => left.Value < right.Value;

    /// <summary>Whether one is newer than the other.</summary>
    public static bool operator >(Generation left, Generation right) => left.Value > right.Value;

    /// <summary>Whether one is not newer than the other.</summary>
    public static bool operator <=(Generation left, Generation right) => left.Value <= right.Value;

    /// <summary>Whether one is not older than the other.</summary>
    public static bool operator >=(Generation left, Generation right) => left.Value >= right.Value;

    /// <inheritdoc/>
    public int CompareTo(Generation other) => Value.CompareTo(other.Value);

    /// <summary>The number.</summary>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
