using System.Text.Json;
using Holdfast.Tables.Items;

namespace Holdfast.Tables.Operations.Shapes;

/// <summary>The constraints that a request does not satisfy: ten of them at most, told together.</summary>
internal sealed class ConstraintFaults
{
    private const int Most = 10;
    private List<string>? _faults; // most requests have none

    public bool AreFull => _faults?.Count >= Most;

    public void Add(JsonElement value, string path, string constraint) =>
        Add(value.ValueKind == JsonValueKind.Null ? "null" : $"'{Show(value)}'", path, constraint);

    public void AddMissing(string path) => Add("null", path, "Member must not be null");

    public TableError? ToError() => _faults is null
        ? null
        : TableError.Validation($"{_faults.Count} validation error{(_faults.Count > 1 ? "s" : "")} detected: {string.Join("; ", _faults)}");

    private void Add(string value, string path, string constraint)
    {
        if (!AreFull)
        {
            (_faults ??= []).Add($"Value {value} at '{path}' failed to satisfy constraint: {constraint}");
        }
    }

    private static string Show(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Array => $"[{string.Join(", ", value.EnumerateArray().Select(Show))}]",
        JsonValueKind.Object => $"{{{string.Join(", ", value.EnumerateObject().Select(property => $"{property.Name}={Show(property.Value)}"))}}}",
        _ => value.GetRawText(),
    };
}
