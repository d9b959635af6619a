namespace Holdfast.Tables.Items;

/// <summary>What AWS says of text that is no Base64.</summary>
internal static class Base64Fault
{
    public static string Describe(string text)
    {
        var reason = text.Length % 4 != 0
            ? $"Base64 encoded length is expected a multiple of 4 bytes but found: {text.Length}"
            : text.AsSpan().IndexOfAnyExcept(_alphabet) is var at && at >= 0 && (text[at] != '=' || at < text.Length - 2)
                ? $"Invalid Base64 character: '{text[at]}'"
                : "Invalid last non-pad Base64 character dectected"; // sic
        return $"'{text}' can not be converted to a Blob: {reason}";
    }

    private static readonly System.Buffers.SearchValues<char> _alphabet =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
}
