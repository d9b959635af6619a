using System.Text.Json;
using Holdfast.Tables.Items;
using Holdfast.Tables.Operations.Shapes;

namespace Holdfast.Tables.Operations.Tables;

/// <summary>The tags of a request.</summary>
internal static class TagList
{
    public const int MaxTags = 50;

    public static ImmutableSortedDictionary<string, string> Read(JsonElement request)
    {
        var tags = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var tag in request.GetList("Tags"))
        {
            tags[tag.GetText("Key")!] = tag.GetText("Value")!;
        }

        return tags.ToImmutable();
    }

    public static TableError? Check(ImmutableSortedDictionary<string, string> tags) =>
        tags.Count > MaxTags ? TableError.Validation($"Too many tags: a resource has up to {MaxTags}")
        : tags.Keys.FirstOrDefault(key => key.StartsWith("aws:", StringComparison.OrdinalIgnoreCase)) is { } reserved
            ? TableError.Validation($"Tag keys that begin with aws: are reserved: {reserved}")
            : null;

    public static void Write(Utf8JsonWriter writer, IEnumerable<KeyValuePair<string, string>> tags)
    {
        writer.WriteStartArray("Tags"u8);
        foreach (var (key, value) in tags)
        {
            writer.WriteStartObject();
            writer.WriteString("Key"u8, key);
            writer.WriteString("Value"u8, value);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
