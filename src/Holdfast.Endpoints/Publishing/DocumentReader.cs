using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Holdfast.Endpoints.Publishing;

/// <summary>Documents of ours to octets and back; what cannot be read is a value with a reason.</summary>
internal static class DocumentReader
{
    public static byte[] Write<T>(T document, JsonTypeInfo<T> type) => JsonSerializer.SerializeToUtf8Bytes(document, type);

    public static bool TryRead<T>(
        ReadOnlySpan<byte> octets, JsonTypeInfo<T> type, Func<T, int> format, [NotNullWhen(true)] out T? document, [NotNullWhen(false)] out string? fault)
        where T : class
    {
        try
        {
            document = JsonSerializer.Deserialize(octets, type);
            fault = document is null ? "it is null" : null;
        }
        catch (JsonException damaged)
        {
            (document, fault) = (null, damaged.Message);
        }

        if (document is not null && format(document) is var written && written != PlanCodec.Format)
        {
            fault = $"it was written by a newer version (format {written}, this one reads {PlanCodec.Format})";
            document = null;
        }

        return (fault is null) == (document is not null) && document is not null;
    }

    /// <summary>A value's name in documents: <c>rolledBack</c>.</summary>
    public static string NameOf<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    /// <summary>The value of a name.</summary>
    public static bool TryName<T>(string name, out T value)
        where T : struct, Enum
    {
        // Numbers are read by TryParse too, and are no names.
        return Enum.TryParse(name, ignoreCase: true, out value) && Enum.IsDefined(value) && !char.IsAsciiDigit(name[0]) && name[0] != '-';
    }
}
