namespace Holdfast.Store.Tests.Linearizability;

/// <summary>What a client asked of one key.</summary>
public enum RegisterCall
{
    Read,
    Write,
    CompareAndSet,
}

/// <summary>
/// One call of a client on one key, from when to when, and what came of it. An unknown outcome may have taken effect at any
/// later time, or never: it ends at <see cref="Never"/>.
/// </summary>
/// <param name="Key">The key.</param>
/// <param name="Call">What was asked.</param>
/// <param name="Expected">For a compare-and-set: what the key should have had; 0 for nothing.</param>
/// <param name="Value">What was written, or what was read; 0 for nothing.</param>
/// <param name="Succeeded">For a compare-and-set: whether it was done.</param>
/// <param name="Began">When it was called.</param>
/// <param name="Ended">When it returned.</param>
public sealed record RegisterOperation(string Key, RegisterCall Call, int Expected, int Value, bool Succeeded, long Began, long Ended)
{
    public const long Never = long.MaxValue;

    public bool IsUnknown => Ended == Never;

    /// <summary>The register after this operation; null when it could not have had this outcome.</summary>
    public int? Apply(int state) => Call switch
    {
        RegisterCall.Read => IsUnknown || state == Value ? state : null,
        RegisterCall.Write => Value,
        _ when IsUnknown => state == Expected ? Value : state,
        _ => (state == Expected) == Succeeded ? (Succeeded ? Value : state) : null,
    };
}
