using System.Text.Json;
using Holdfast.Tables.Catalog;

namespace Holdfast.Tables.Operations.Capacity;

/// <summary>What was consumed of one table.</summary>
/// <param name="table">Which one.</param>
internal sealed class ConsumedCapacity(TableDefinition table)
{
    private readonly Dictionary<IndexDefinition, double> _indexes = [];

    /// <summary>By the table itself.</summary>
    public double Table { get; private set; }

    /// <summary>By the table and its indexes.</summary>
    public double Total => Table + _indexes.Values.Sum();

    public void Add(double units) => Table += units;

    public void Add(IndexDefinition index, double units) => _indexes[index] = _indexes.GetValueOrDefault(index) + units;

    /// <summary>Writes it as an object.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="kind">Whether with its parts.</param>
    /// <param name="split">With transactions: the member that says of which kind the units are; null otherwise.</param>
    public void Write(Utf8JsonWriter writer, CapacityKind kind, string? split = null)
    {
        writer.WriteStartObject();
        writer.WriteString("TableName"u8, table.Name);
        writer.WriteNumber("CapacityUnits"u8, Total);
        if (split is not null)
        {
            writer.WriteNumber(split, Total);
        }

        if (kind == CapacityKind.Indexes)
        {
            writer.WriteStartObject("Table"u8);
            WriteUnits(writer, Table, split);
            writer.WriteEndObject();
            WriteIndexes(writer, "LocalSecondaryIndexes", isGlobal: false, split);
            WriteIndexes(writer, "GlobalSecondaryIndexes", isGlobal: true, split);
        }

        writer.WriteEndObject();
    }

    private static void WriteUnits(Utf8JsonWriter writer, double units, string? split)
    {
        writer.WriteNumber("CapacityUnits"u8, units);
        if (split is not null)
        {
            writer.WriteNumber(split, units);
        }
    }

    private void WriteIndexes(Utf8JsonWriter writer, string member, bool isGlobal, string? split)
    {
        var isOpen = false;
        foreach (var (index, units) in _indexes)
        {
            if (index.IsGlobal != isGlobal)
            {
                continue;
            }

            if (!isOpen)
            {
                writer.WriteStartObject(member);
                isOpen = true;
            }

            writer.WriteStartObject(index.Name);
            WriteUnits(writer, units, split);
            writer.WriteEndObject();
        }

        if (isOpen)
        {
            writer.WriteEndObject();
        }
    }
}
