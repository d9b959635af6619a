using System.Text.Json;
using System.Text.Unicode;
using Holdfast.Tables.Items;

namespace Holdfast.Tables.Http;

/// <summary>A request's JSON. A document that is given is sound to the last character, so that reading it cannot fail.</summary>
internal static class RequestDocument
{
    private static readonly JsonDocumentOptions _options = new() { MaxDepth = ItemJson.ReaderOptions.MaxDepth };

    public static bool TryParse(ReadOnlyMemory<byte> content, [NotNullWhen(true)] out JsonDocument? document)
    {
        document = null;
        try
        {
            // Parsing leaves texts as they are; one that is no text would be found out only when it is read.
            if (!Utf8.IsValid(content.Span) || (content.Span.IndexOf("\\u"u8) >= 0 && !AreTextsSound(content.Span)))
            {
                return false;
            }

            document = JsonDocument.Parse(content, _options);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool AreTextsSound(ReadOnlySpan<byte> content)
    {
        var reader = new Utf8JsonReader(content, ItemJson.ReaderOptions);
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped)
                {
                    _ = reader.GetString();
                }
            }

            return true;
        }
        catch (InvalidOperationException)
        {
            return false; // half of a surrogate pair
        }
    }
}
