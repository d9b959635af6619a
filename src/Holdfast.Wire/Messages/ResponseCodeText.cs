using System.Globalization;

namespace Holdfast.Wire.Messages;

/// <summary>Response codes as text, by the IANA registry.</summary>
public static class ResponseCodeText
{
    private static readonly Dictionary<ResponseCode, string> _names = new()
    {
        [ResponseCode.NoError] = "NOERROR",
        [ResponseCode.FormatError] = "FORMERR",
        [ResponseCode.ServerFailure] = "SERVFAIL",
        [ResponseCode.NameError] = "NXDOMAIN",
        [ResponseCode.NotImplemented] = "NOTIMP",
        [ResponseCode.Refused] = "REFUSED",
        [ResponseCode.NameExists] = "YXDOMAIN",
        [ResponseCode.RecordSetExists] = "YXRRSET",
        [ResponseCode.RecordSetMissing] = "NXRRSET",
        [ResponseCode.NotAuthoritative] = "NOTAUTH",
        [ResponseCode.NotInZone] = "NOTZONE",
        [ResponseCode.StatefulTypeNotImplemented] = "DSOTYPENI",
        [ResponseCode.BadVersion] = "BADVERS",
        [ResponseCode.BadKey] = "BADKEY",
        [ResponseCode.BadTime] = "BADTIME",
        [ResponseCode.BadMode] = "BADMODE",
        [ResponseCode.BadName] = "BADNAME",
        [ResponseCode.BadAlgorithm] = "BADALG",
        [ResponseCode.BadTruncation] = "BADTRUNC",
        [ResponseCode.BadCookie] = "BADCOOKIE",
    };

    private static readonly Dictionary<string, ResponseCode>.AlternateLookup<ReadOnlySpan<char>> _codes =
        _names.ToDictionary(pair => pair.Value, pair => pair.Key, StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The mnemonic, or the number.</summary>
    public static string ToText(this ResponseCode value) =>
        _names.TryGetValue(value, out var name) ? name : ((ushort)value).ToString(CultureInfo.InvariantCulture);

    /// <summary>Reads a mnemonic or a number, in any case.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out ResponseCode value)
    {
        if (_codes.TryGetValue(text, out value))
        {
            return true;
        }

        var known = ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        value = (ResponseCode)number;
        return known;
    }
}
