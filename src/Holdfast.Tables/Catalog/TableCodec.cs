using System.Text.Json;
using System.Text.Json.Serialization;
using Holdfast.Store;

namespace Holdfast.Tables.Catalog;

/// <summary>Table definitions as JSON in UTF-8, so that a person can read them with the store's own tools.</summary>
internal static class TableCodec
{
    public static byte[] Write(TableDefinition table) => JsonSerializer.SerializeToUtf8Bytes(table, TableDocuments.Default.TableDefinition);

    /// <exception cref="StoreException">What is stored is not a table's definition of a version that is known.</exception>
    public static TableDefinition Read(StoreEntry entry)
    {
        try
        {
            return JsonSerializer.Deserialize(entry.Value.Span, TableDocuments.Default.TableDefinition) is { Format: 1 } table
                ? table
                : throw Corrupt(null);
        }
        catch (JsonException fault)
        {
            throw Corrupt(fault);
        }

        StoreException Corrupt(Exception? fault) => new(
            StoreFault.Corrupt, $"the definition under {Convert.ToHexString(entry.Key.Span)} (hex) is damaged, or of a newer version than 1", fault);
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectRequiredConstructorParameters = false)]
[JsonSerializable(typeof(TableDefinition))]
internal sealed partial class TableDocuments : JsonSerializerContext;
