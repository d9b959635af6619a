using System.Globalization;
using System.Net;
using System.Text;
using Holdfast.Wire.Edns;
using Holdfast.Wire.Records;

namespace Holdfast.App.Querying;

/// <content>RDATA and EDNS options, by <see cref="RdataLayout"/>.</content>
internal sealed partial class WireAnnotation
{
    // Data that break off or do not fit their type are shown as octets: RDLENGTH still leads to the next record.
    private void ReadData(RecordType type)
    {
        foreach (var (name, part) in RdataLayout.Of(type))
        {
            if (!ReadPart(name, part))
            {
                break;
            }
        }

        Take(_end - _at, $"{_end - _at} more octets");
    }

    private bool ReadPart(string name, RdataPart part) => part switch
    {
        RdataPart.UInt8 => Has(1) && Take(1, $"{name} {UInt8}"),
        RdataPart.UInt16 => Take(2, $"{name} {UInt16}"),
        RdataPart.UInt32 => Has(4) && Take(4, $"{name} {UInt32}"),
        RdataPart.Moment => Has(4) && Take(4, $"{name} {DateTimeOffset.FromUnixTimeSeconds(UInt32):yyyy-MM-dd HH:mm:ss}Z"),
        RdataPart.Type => Take(2, $"{name} {((RecordType)UInt16).ToText()}"),
        RdataPart.Name => ReadName(name, out _),
        RdataPart.Text => Has(1) && Has(UInt8 + 1) && Take(UInt8 + 1, $"{name} of {UInt8}: {Quote(_octets.AsSpan(_at + 1, UInt8))}"),
        RdataPart.Counted => Has(1) && Take(UInt8 + 1, $"{name}, {UInt8} octets"),
        RdataPart.IPv4 => Has(4) && Take(4, $"{name} {new IPAddress(_octets.AsSpan(_at, 4))}"),
        RdataPart.IPv6 => Has(16) && Take(16, $"{name} {new IPAddress(_octets.AsSpan(_at, 16))}"),
        RdataPart.Texts => ReadAll(() => ReadPart(name, RdataPart.Text)),
        RdataPart.TypeBits => ReadAll(ReadTypeWindow),
        RdataPart.ServiceParameters => ReadAll(ReadServiceParameter),
        RdataPart.Options => ReadAll(ReadOption),
        _ => Take(_end - _at, $"{name}, {_end - _at} octets{Printable(_octets.AsSpan(_at, _end - _at))}"),
    };

    private bool ReadAll(Func<bool> one)
    {
        while (_at < _end)
        {
            if (!one())
            {
                return false;
            }
        }

        return true;
    }

    private bool ReadTypeWindow()
    {
        if (!Has(2) || !Has(2 + _octets[_at + 1]))
        {
            return false;
        }

        int window = UInt8, length = _octets[_at + 1];
        var types = Enumerable.Range(0, length * 8)
            .Where(bit => (_octets[_at + 2 + (bit / 8)] & (0x80 >> (bit % 8))) != 0)
            .Select(bit => ((RecordType)((window << 8) | bit)).ToText());
        return Take(length + 2, $"types of window {window}: {string.Join(' ', types)}");
    }

    private bool ReadServiceParameter()
    {
        if (!Has(4))
        {
            return false;
        }

        var key = UInt16;
        string[] names = ["mandatory", "alpn", "no-default-alpn", "port", "ipv4hint", "ech", "ipv6hint", "dohpath"];
        return Take(2, $"parameter {key}: {(key < names.Length ? names[key] : "key")}") && ReadCounted("value");
    }

    private bool ReadOption()
    {
        if (!Has(4))
        {
            return false;
        }

        var code = (EdnsOptionCode)UInt16;
        Take(2, $"option {UInt16}: {DigNames.Of(code)}");
        var length = UInt16;
        if (!Take(2, $"{length} octets of it") || !Has(length))
        {
            return false;
        }

        if (code == EdnsOptionCode.ExtendedError && length >= 2)
        {
            Take(2, $"info-code {UInt16}: {DigNames.Of((ExtendedErrorCode)UInt16)}");
            return Take(length - 2, $"extra text {Quote(_octets.AsSpan(_at, length - 2))}");
        }

        return Take(length, $"value{Printable(_octets.AsSpan(_at, length))}");
    }

    private bool ReadCounted(string name)
    {
        var length = UInt16;
        return Take(2, $"{length} octets of it") && Has(length)
            && Take(length, $"{name}{Printable(_octets.AsSpan(_at, length))}");
    }

    private bool Has(int octets) => _end - _at >= octets;

    private static string Printable(ReadOnlySpan<byte> octets) =>
        octets.Length >= 2 && !octets.ContainsAnyExceptInRange((byte)0x20, (byte)0x7E) ? $" {Quote(octets)}" : string.Empty;

    private static string Quote(ReadOnlySpan<byte> octets)
    {
        var text = new StringBuilder("\"");
        foreach (var octet in octets)
        {
            if (octet is >= 0x20 and < 0x7F and not (byte)'"' and not (byte)'\\')
            {
                text.Append((char)octet);
            }
            else
            {
                text.Append(CultureInfo.InvariantCulture, $"\\{octet:D3}");
            }
        }

        return text.Append('"').ToString();
    }
}
