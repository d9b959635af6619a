using System.Text.Json;
using Holdfast.Tables.Items;
using Holdfast.Tables.Operations.Capacity;
using Holdfast.Tables.Operations.Shapes;

namespace Holdfast.Tables.Operations.Queries;

/// <summary>What is answered with a page.</summary>
internal static class PageAnswer
{
    public static Outcome Of(JsonElement request, PageSource source, Selection selection, RequestExpressions expressions, Page page) => Outcome.Of(writer =>
    {
        if (!selection.CountOnly)
        {
            writer.WriteStartArray("Items"u8);
            foreach (var item in page.Items)
            {
                ItemJson.Write(writer, expressions.Project(item));
            }

            writer.WriteEndArray();
        }

        writer.WriteNumber("Count"u8, page.Items.Count);
        writer.WriteNumber("ScannedCount"u8, page.Scanned);
        if (page.Last is not null)
        {
            RequestItems.Write(writer, "LastEvaluatedKey", source.StartAfter(page.Last));
        }

        if (CapacityRequest.Read(request) is var capacity && capacity != CapacityKind.None)
        {
            writer.WritePropertyName("ConsumedCapacity"u8);
            Consumed(source, page, request.GetFlag("ConsistentRead") == true).Write(writer, capacity);
        }
    });

    private static ConsumedCapacity Consumed(PageSource source, Page page, bool isConsistent)
    {
        var consumed = new ConsumedCapacity(source.Table);
        var units = CapacityUnits.OfRead(page.Octets, isConsistent);
        if (source.Index is null)
        {
            consumed.Add(units);
        }
        else
        {
            consumed.Add(source.Index, units);
            consumed.Add(page.Fetched.Sum(octets => CapacityUnits.OfRead(octets, isConsistent)));
        }

        return consumed;
    }
}
