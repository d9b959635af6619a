using System.Text.Json;
using System.Text.RegularExpressions;

namespace Holdfast.Tables.Operations.Shapes;

/// <summary>A text, with what it must be.</summary>
internal sealed class TextShape : Shape
{
    /// <summary>The words allowed; null for any text.</summary>
    public string[]? Words { get; init; }

    /// <summary>The pattern of the whole text; null for none.</summary>
    public Regex? Pattern { get; init; }

    /// <summary>The least characters.</summary>
    public int Least { get; init; }

    /// <summary>The most characters.</summary>
    public int Most { get; init; } = int.MaxValue;

    // Our patterns say where they begin and end; AWS's apply to the whole by themselves.
    private string Shown => Pattern!.ToString().Replace("^", "", StringComparison.Ordinal).Replace("\\z", "", StringComparison.Ordinal);

    public override string? FindTypeFault(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? null : TypeFaults.Scalar(value, "String");

    public override void Collect(JsonElement value, string path, ConstraintFaults faults)
    {
        if (Words is null && Pattern is null && Least == 0 && Most == int.MaxValue)
        {
            return;
        }

        var text = value.GetString()!;
        if (Words is not null && !Words.Contains(text, StringComparer.Ordinal))
        {
            faults.Add(value, path, $"Member must satisfy enum value set: [{string.Join(", ", Words)}]");
        }

        if (Pattern is not null && !Pattern.IsMatch(text))
        {
            faults.Add(value, path, $"Member must satisfy regular expression pattern: {Shown}");
        }

        if (text.Length < Least)
        {
            faults.Add(value, path, $"Member must have length greater than or equal to {Least}");
        }

        if (text.Length > Most)
        {
            faults.Add(value, path, $"Member must have length less than or equal to {Most}");
        }
    }
}
