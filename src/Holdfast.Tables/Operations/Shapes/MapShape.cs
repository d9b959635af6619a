using System.Text.Json;

namespace Holdfast.Tables.Operations.Shapes;

/// <summary>A map from names to values of one shape.</summary>
internal sealed class MapShape(Shape element, string java, int least, int most) : Shape
{
    public override string? FindTypeFault(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return value.ValueKind == JsonValueKind.Array
                ? $"Unrecognized collection type java.util.Map<java.lang.String, {java}>"
                : TypeFaults.UnexpectedField;
        }

        foreach (var property in value.EnumerateObject())
        {
            if (property.Value.ValueKind != JsonValueKind.Null && element.FindTypeFault(property.Value) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    public override void Collect(JsonElement value, string path, ConstraintFaults faults)
    {
        var count = value.GetPropertyCount();
        if (count < least)
        {
            faults.Add(value, path, $"Member must have length greater than or equal to {least}");
        }

        if (count > most)
        {
            faults.Add(value, path, $"Member must have length less than or equal to {most}");
        }

        if (element == Value || element == AnyText)
        {
            return; // nothing more is asked of these
        }

        foreach (var property in value.EnumerateObject())
        {
            if (property.Value.ValueKind == JsonValueKind.Null)
            {
                faults.Add(property.Value, $"{path}.{property.Name}.member", "Member must not be null");
            }
            else
            {
                element.Collect(property.Value, $"{path}.{property.Name}.member", faults);
            }

            if (faults.AreFull)
            {
                return;
            }
        }
    }
}
