using System.Text.Json;
using Holdfast.Tables.Items;

namespace Holdfast.Tables.Operations.Shapes;

/// <summary>A structure with named members. Members that are not known are passed over.</summary>
internal sealed class StructShape(string name, Member[] members) : Shape
{
    /// <summary>What AWS checks of a whole request before its constraints; null for nothing.</summary>
    public Func<JsonElement, TableError?>? First { get; init; }

    public override string? FindTypeFault(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return value.ValueKind == JsonValueKind.Array
                ? $"Unrecognized collection type class com.amazonaws.dynamodb.v20120810.{name}"
                : TypeFaults.UnexpectedField;
        }

        foreach (var member in members)
        {
            if (value.TryGetMember(member.Name, out var given) && member.Shape.FindTypeFault(given) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    public override void Collect(JsonElement value, string path, ConstraintFaults faults)
    {
        foreach (var member in members)
        {
            if (faults.AreFull)
            {
                return;
            }

            var isGiven = value.TryGetMember(member.Name, out var given);
            if (isGiven)
            {
                member.Shape.Collect(given, Place(), faults);
            }
            else if (member.IsRequired)
            {
                faults.AddMissing(Place());
            }

            string Place() => path.Length == 0 ? member.PathName : $"{path}.{member.PathName}";
        }
    }

    /// <summary>Checks a whole request.</summary>
    /// <returns>The fault; null for none.</returns>
    public TableError? Check(JsonElement request)
    {
        if (FindTypeFault(request) is { } fault)
        {
            return TableError.Serialization(fault);
        }

        if (First?.Invoke(request) is { } error)
        {
            return error;
        }

        var faults = new ConstraintFaults();
        Collect(request, "", faults);
        return faults.ToError();
    }
}
