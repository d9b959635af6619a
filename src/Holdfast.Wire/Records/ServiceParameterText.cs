using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using Holdfast.Wire.ZoneText;

namespace Holdfast.Wire.Records;

/// <summary>Service parameters as zone files have them: key, or key=value, by key (RFC 9460 §2.1 and §7).</summary>
internal static class ServiceParameterText
{
    private static readonly string[] _names =
        ["mandatory", "alpn", "no-default-alpn", "port", "ipv4hint", "ech", "ipv6hint", "dohpath", "ohttp"];

    /// <summary>What RFC 9460 §8 and §7.1.1 rule out in parameters that belong together; null when all is well.</summary>
    public static string? Inconsistency(IReadOnlyDictionary<ServiceParameterKey, ServiceParameter> parameters)
    {
        if (parameters.ContainsKey(ServiceParameterKey.NoDefaultAlpn) && !parameters.ContainsKey(ServiceParameterKey.Alpn))
        {
            return "no-default-alpn wants alpn beside it.";
        }

        if (parameters.TryGetValue(ServiceParameterKey.Mandatory, out var mandatory))
        {
            for (var keys = mandatory.Value.Span; keys.Length >= 2; keys = keys[2..])
            {
                var key = (ServiceParameterKey)BinaryPrimitives.ReadUInt16BigEndian(keys);
                if (!parameters.ContainsKey(key))
                {
                    return $"The mandatory key {Name(key)} is missing.";
                }
            }
        }

        return null;
    }

    /// <summary>Writes key=value in the form of the key, or generically when the value does not have that form.</summary>
    public static void Format(ServiceParameter parameter, PresentationWriter text)
    {
        var value = parameter.Value.Span;
        var name = Name(parameter.Key);
        switch (parameter.Key)
        {
            case ServiceParameterKey.Mandatory when IsMandatory(value):
                text.Field($"{name}={string.Join(',', Keys(value))}");
                break;
            case ServiceParameterKey.Alpn when ValueList.IsValid(value):
                text.Field($"{name}=").QuotedPart(ValueList.Join(value));
                break;
            case ServiceParameterKey.NoDefaultAlpn or ServiceParameterKey.Ohttp when value.IsEmpty:
                text.Field(name);
                break;
            case ServiceParameterKey.Port when value.Length == 2:
                text.Field(string.Create(CultureInfo.InvariantCulture, $"{name}={BinaryPrimitives.ReadUInt16BigEndian(value)}"));
                break;
            case ServiceParameterKey.IPv4Hint when IsHint(value, 4):
                text.Field($"{name}={string.Join(',', Addresses(value, 4))}");
                break;
            case ServiceParameterKey.IPv6Hint when IsHint(value, 16):
                text.Field($"{name}={string.Join(',', Addresses(value, 16))}");
                break;
            case ServiceParameterKey.Ech when !value.IsEmpty:
                text.Field($"{name}={Convert.ToBase64String(value)}");
                break;
            case ServiceParameterKey.DohPath when !value.IsEmpty:
                text.Field($"{name}=").QuotedPart(value);
                break;
            default:
                var generic = string.Create(CultureInfo.InvariantCulture, $"key{(ushort)parameter.Key}");
                _ = value.IsEmpty ? text.Field(generic) : text.Field($"{generic}=").QuotedPart(value);
                break;
        }
    }

    /// <summary>Reads key or key=value.</summary>
    public static ServiceParameter Parse(ref PresentationReader text)
    {
        var word = text.Word();
        var equals = word.IndexOf('=');
        var name = equals < 0 ? word : word[..equals];
        var raw = equals < 0 ? default : word[(equals + 1)..];
        var quoted = raw is ['"', .., '"'];
        if (!TryParseKey(name, out var key))
        {
            text.FailWord("a parameter: its key is neither known nor keyNNNNN");
            return new ServiceParameter(key, default);
        }

        var value = text.Unescape(quoted ? raw[1..^1] : raw, RecordData.MaxOctets, quoted);
        var isGeneric = name.StartsWith("key", StringComparison.OrdinalIgnoreCase);
        var octets = isGeneric ? value : FromText(key, value);
        if (octets is null)
        {
            text.FailWord("a parameter: its value is not what the key wants");
        }

        return new ServiceParameter(key, octets);
    }

    private static byte[]? FromText(ServiceParameterKey key, byte[] value)
    {
        switch (key)
        {
            case ServiceParameterKey.Mandatory:
                return KeysFromText(value);
            case ServiceParameterKey.Alpn:
                return ValueList.Split(value);
            case ServiceParameterKey.NoDefaultAlpn or ServiceParameterKey.Ohttp:
                return value.Length == 0 ? value : null;
            case ServiceParameterKey.Port:
                var port = new byte[2];
                var isPort = ushort.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
                BinaryPrimitives.WriteUInt16BigEndian(port, number);
                return isPort ? port : null;
            case ServiceParameterKey.IPv4Hint:
                return HintFromText(value, AddressText.TryParseIPv4);
            case ServiceParameterKey.IPv6Hint:
                return HintFromText(value, AddressText.TryParseIPv6);
            case ServiceParameterKey.Ech:
                var octets = new byte[value.Length];
                return value.Length > 0 && Convert.TryFromBase64Chars(Characters(value), octets, out var length) ? octets[..length] : null;
            default:
                return value.Length > 0 ? value : null;
        }
    }

    private static byte[]? KeysFromText(byte[] value)
    {
        var keys = new SortedSet<ServiceParameterKey>();
        foreach (var name in Characters(value).Split(','))
        {
            if (!TryParseKey(name, out var key) || key == ServiceParameterKey.Mandatory || !keys.Add(key))
            {
                return null;
            }
        }

        return [.. keys.SelectMany(key => new[] { (byte)((ushort)key >> 8), (byte)key })];
    }

    private static byte[]? HintFromText(byte[] value, AddressParser parse)
    {
        var octets = new List<byte>();
        foreach (var text in Characters(value).Split(','))
        {
            if (parse(text) is not { } address)
            {
                return null;
            }

            octets.AddRange(address.GetAddressBytes());
        }

        return [.. octets];
    }

    private static bool IsMandatory(ReadOnlySpan<byte> value)
    {
        var lowest = 1;
        for (var keys = value; keys.Length >= 2; keys = keys[2..])
        {
            var key = BinaryPrimitives.ReadUInt16BigEndian(keys);
            if (key < lowest)
            {
                return false;
            }

            lowest = key + 1;
        }

        return value.Length >= 2 && value.Length % 2 == 0;
    }

    private static bool IsHint(ReadOnlySpan<byte> value, int octets) => value.Length > 0 && value.Length % octets == 0;

    private static List<string> Keys(ReadOnlySpan<byte> value)
    {
        var keys = new List<string>();
        for (; value.Length >= 2; value = value[2..])
        {
            keys.Add(Name((ServiceParameterKey)BinaryPrimitives.ReadUInt16BigEndian(value)));
        }

        return keys;
    }

    private static List<IPAddress> Addresses(ReadOnlySpan<byte> value, int octets)
    {
        var addresses = new List<IPAddress>();
        for (; value.Length >= octets; value = value[octets..])
        {
            addresses.Add(new IPAddress(value[..octets]));
        }

        return addresses;
    }

    private static string Name(ServiceParameterKey key) =>
        (ushort)key < _names.Length ? _names[(ushort)key] : string.Create(CultureInfo.InvariantCulture, $"key{(ushort)key}");

    private static bool TryParseKey(ReadOnlySpan<char> text, out ServiceParameterKey key)
    {
        for (var i = 0; i < _names.Length; i++)
        {
            if (text.Equals(_names[i], StringComparison.OrdinalIgnoreCase))
            {
                key = (ServiceParameterKey)i;
                return true;
            }
        }

        ushort number = 0;
        var known = text.StartsWith("key", StringComparison.OrdinalIgnoreCase)
            && text is not [_, _, _, '0', _, ..]
            && ushort.TryParse(text[3..], NumberStyles.None, CultureInfo.InvariantCulture, out number);
        key = (ServiceParameterKey)number;
        return known;
    }

    private static string Characters(byte[] value) => string.Create(value.Length, value, (text, octets) =>
    {
        for (var i = 0; i < text.Length; i++)
        {
            text[i] = (char)octets[i];
        }
    });

    private delegate IPAddress? AddressParser(ReadOnlySpan<char> text);
}
