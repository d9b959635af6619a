namespace Holdfast.Endpoints;

/// <summary>A value that cannot be used.</summary>
/// <param name="Place">Where it stands, such as <c>pools[0].members[2].weight</c>.</param>
/// <param name="Value">What stands there; null when it is missing.</param>
/// <param name="Message">What is wrong with it.</param>
/// <param name="Allowed">What is allowed.</param>
public sealed record OptionFault(string Place, string? Value, string Message, string Allowed)
{
    /// <summary>The fault as one line.</summary>
    public override string ToString() => $"{Place}{(Value is null ? "" : $" '{Value}'")} {Message}; allowed: {Allowed}";
}
