using System.Text.Json;

namespace Holdfast.Tables.Operations.Shapes;

/// <summary>A whole number within a range.</summary>
/// <param name="type">What AWS calls the type: <c>Integer</c> or <c>Long</c>.</param>
/// <param name="least">The least.</param>
/// <param name="most">The most.</param>
internal sealed class WholeShape(string type, long least, long most = long.MaxValue) : Shape
{
    public override string? FindTypeFault(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number ? null : TypeFaults.Scalar(value, type);

    public override void Collect(JsonElement value, string path, ConstraintFaults faults)
    {
        var number = Read(value);
        if (number < least)
        {
            faults.Add(value, path, $"Member must have value greater than or equal to {least}");
        }

        if (number > most)
        {
            faults.Add(value, path, $"Member must have value less than or equal to {most}");
        }
    }

    /// <summary>The number, without a fraction; the nearest there is when it is beyond 64 bits.</summary>
    public static long Read(JsonElement value) => value.TryGetInt64(out var number) ? number : (long)Math.Floor(value.GetDouble());
}
