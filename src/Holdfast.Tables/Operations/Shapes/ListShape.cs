using System.Text.Json;

namespace Holdfast.Tables.Operations.Shapes;

/// <summary>A list of values of one shape.</summary>
internal sealed class ListShape(Shape element, int least, int most) : Shape
{
    public override string? FindTypeFault(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            return value.ValueKind == JsonValueKind.Object ? TypeFaults.UnexpectedStructure : TypeFaults.UnexpectedField;
        }

        foreach (var item in value.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Null && element.FindTypeFault(item) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    public override void Collect(JsonElement value, string path, ConstraintFaults faults)
    {
        var length = value.GetArrayLength();
        if (length < least)
        {
            faults.Add(value, path, $"Member must have length greater than or equal to {least}");
        }

        if (length > most)
        {
            faults.Add(value, path, $"Member must have length less than or equal to {most}");
        }

        var place = 0;
        foreach (var item in value.EnumerateArray())
        {
            place++;
            if (item.ValueKind == JsonValueKind.Null)
            {
                faults.Add(item, $"{path}.{place}.member", "Member must not be null");
            }
            else
            {
                element.Collect(item, $"{path}.{place}.member", faults);
            }

            if (faults.AreFull)
            {
                return;
            }
        }
    }
}
