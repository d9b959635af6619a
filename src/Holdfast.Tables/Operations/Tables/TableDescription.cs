using System.Text.Json;
using Holdfast.Tables.Catalog;
using Holdfast.Tables.Items;

namespace Holdfast.Tables.Operations.Tables;

/// <summary>A table as AWS describes it.</summary>
internal static class TableDescription
{
    public static void Write(Utf8JsonWriter writer, string member, TableDefinition table, string arn)
    {
        writer.WriteStartObject(member);
        WriteAttributes(writer, table);
        writer.WriteString("TableName"u8, table.Name);
        WriteKey(writer, table.Key);
        writer.WriteString("TableStatus"u8, table.Status == TableStatus.Active ? "ACTIVE" : "DELETING");
        WriteMoment(writer, "CreationDateTime", table.CreatedAt);
        WriteThroughput(writer, table.Throughput);
        writer.WriteNumber("TableSizeBytes"u8, 0);
        writer.WriteNumber("ItemCount"u8, 0);
        writer.WriteString("TableArn"u8, arn);
        writer.WriteString("TableId"u8, table.Id);
        WriteBilling(writer, table);
        WriteIndexes(writer, "LocalSecondaryIndexes", table.Indexes.Where(index => !index.IsGlobal), arn);
        WriteIndexes(writer, "GlobalSecondaryIndexes", table.Indexes.Where(index => index.IsGlobal), arn);
        if (table.TableClass is not null)
        {
            writer.WriteStartObject("TableClassSummary"u8);
            writer.WriteString("TableClass"u8, table.TableClass);
            writer.WriteEndObject();
        }

        writer.WriteBoolean("DeletionProtectionEnabled"u8, table.DeletionProtection);
        writer.WriteEndObject();
    }

    /// <summary>Seconds since 1970, with three decimals.</summary>
    public static void WriteMoment(Utf8JsonWriter writer, string member, DateTimeOffset moment) =>
        writer.WriteNumber(member, moment.ToUnixTimeMilliseconds() / 1000m);

    private static void WriteAttributes(Utf8JsonWriter writer, TableDefinition table)
    {
        writer.WriteStartArray("AttributeDefinitions"u8);
        var attributes = table.Key.Attributes.Concat(table.Indexes.SelectMany(index => index.Key.Attributes)).DistinctBy(attribute => attribute.Name);
        foreach (var attribute in attributes)
        {
            writer.WriteStartObject();
            writer.WriteString("AttributeName"u8, attribute.Name);
            writer.WriteString("AttributeType"u8, attribute.Type.Text());
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteKey(Utf8JsonWriter writer, KeySchema key)
    {
        writer.WriteStartArray("KeySchema"u8);
        foreach (var (attribute, type) in key.Hash.Select(attribute => (attribute, "HASH")).Concat(key.Range.Select(attribute => (attribute, "RANGE"))))
        {
            writer.WriteStartObject();
            writer.WriteString("AttributeName"u8, attribute.Name);
            writer.WriteString("KeyType"u8, type);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteThroughput(Utf8JsonWriter writer, Throughput? throughput)
    {
        writer.WriteStartObject("ProvisionedThroughput"u8);
        writer.WriteNumber("NumberOfDecreasesToday"u8, 0);
        writer.WriteNumber("ReadCapacityUnits"u8, throughput?.Read ?? 0);
        writer.WriteNumber("WriteCapacityUnits"u8, throughput?.Write ?? 0);
        writer.WriteEndObject();
    }

    private static void WriteBilling(Utf8JsonWriter writer, TableDefinition table)
    {
        if (!table.HasBillingMode)
        {
            return;
        }

        writer.WriteStartObject("BillingModeSummary"u8);
        writer.WriteString("BillingMode"u8, table.Throughput is null ? "PAY_PER_REQUEST" : "PROVISIONED");
        if (table.PayPerRequestSince is { } since)
        {
            WriteMoment(writer, "LastUpdateToPayPerRequestDateTime", since);
        }

        writer.WriteEndObject();
    }

    private static void WriteIndexes(Utf8JsonWriter writer, string member, IEnumerable<IndexDefinition> indexes, string arn)
    {
        var isFirst = true;
        foreach (var index in indexes)
        {
            if (isFirst)
            {
                writer.WriteStartArray(member);
                isFirst = false;
            }

            writer.WriteStartObject();
            writer.WriteString("IndexName"u8, index.Name);
            WriteKey(writer, index.Key);
            writer.WriteStartObject("Projection"u8);
            writer.WriteString("ProjectionType"u8, index.ProjectionText);
            if (!index.Included.IsEmpty)
            {
                writer.WriteStartArray("NonKeyAttributes"u8);
                foreach (var name in index.Included)
                {
                    writer.WriteStringValue(name);
                }

                writer.WriteEndArray();
            }

            writer.WriteEndObject();
            if (index.IsGlobal)
            {
                writer.WriteString("IndexStatus"u8, "ACTIVE");
                WriteThroughput(writer, index.Throughput);
            }

            writer.WriteNumber("IndexSizeBytes"u8, 0);
            writer.WriteNumber("ItemCount"u8, 0);
            writer.WriteString("IndexArn"u8, $"{arn}/index/{index.Name}");
            writer.WriteEndObject();
        }

        if (!isFirst)
        {
            writer.WriteEndArray();
        }
    }
}
