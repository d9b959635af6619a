using System.Text.Json;
using Holdfast.Tables.Operations.Shapes;

namespace Holdfast.Tables.Operations.Capacity;

/// <summary>What a request wants to hear about capacity (ReturnConsumedCapacity).</summary>
internal enum CapacityKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A table's sum.</summary>
    Total,

    /// <summary>The sum, and its parts.</summary>
    Indexes,
}

/// <summary>How a request says so.</summary>
internal static class CapacityRequest
{
    public static Member Member { get; } = new("ReturnConsumedCapacity", Shape.OneOf("INDEXES", "TOTAL", "NONE"));

    public static CapacityKind Read(JsonElement request) => request.GetText(Member.Name) switch
    {
        "TOTAL" => CapacityKind.Total,
        "INDEXES" => CapacityKind.Indexes,
        _ => CapacityKind.None,
    };
}
