using System.Text.Json;
using Holdfast.Tables.Items;
using Holdfast.Tables.Operations.Shapes;

namespace Holdfast.Tables.Operations.Queries;

/// <summary>ExclusiveStartKey: after which item to go on. There need not be such an item any more.</summary>
internal static class StartKey
{
    private const string Name = "ExclusiveStartKey";
    private const string Invalid = "The provided starting key is invalid";

    public static Member Member { get; } = new(Name, RequestItems.Shape);

    /// <summary>Reads it.</summary>
    public static bool TryRead(JsonElement request, out Item? key, [NotNullWhen(false)] out TableError? error)
    {
        (key, error) = (null, null);
        if (!request.TryGetMember(Name, out var given) || ItemJson.TryReadItem(given, out key, out error))
        {
            return true;
        }

        error = error.Type == TableErrorType.Validation ? TableError.Validation($"{Invalid}: {error.Message}") : error;
        return false;
    }

    /// <summary>What is wrong with a start key for a source; null when nothing is.</summary>
    public static TableError? Check(PageSource source, Item key)
    {
        var attributes = source.StartAttributes;
        if (key.Count != attributes.Length || attributes.Any(attribute => !key.Contains(attribute.Name)))
        {
            return TableError.Validation(source.Index is null ? $"{Invalid}: The provided key element does not match the schema" : Invalid);
        }

        foreach (var schema in source.Index is null ? [source.Table.Key] : new[] { source.Key, source.Table.Key })
        {
            if (RequestItems.CheckKey(schema, RequestItems.KeyOf(schema, key)) is { } error)
            {
                return TableError.Validation($"{Invalid}: {error.Message}");
            }
        }

        return null;
    }
}
