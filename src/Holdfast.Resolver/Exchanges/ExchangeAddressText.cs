using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Text;
using Holdfast.Wire.Names;

namespace Holdfast.Resolver.Exchanges;

/// <summary>Exchange addresses as people write them: <c>scheme://[name@]host[:port][/path][?key=value[&amp;key=value]]</c>.</summary>
internal static class ExchangeAddressText
{
    /// <summary>How many addresses or pins one exchange may list.</summary>
    public const int MaxListed = 16;

    private const string Schemes = "udp://, tcp://, tls://, https://, or a bare address for udp://";
    private const string Literal = "an IPv4 address, or an IPv6 address in brackets";

    public static bool TryRead(
        string text, [NotNullWhen(true)] out ExchangeAddress? address, [NotNullWhen(false)] out ExchangeAddressFault? fault)
    {
        const string Template = "{?dns}"; // RFC 8484 §4.1 writes resources as URI templates
        address = null;
        text = text.EndsWith(Template, StringComparison.Ordinal) ? text[..^Template.Length] : text;
        if (!TrySplitScheme(text, out var transport, out var rest, out fault))
        {
            return false;
        }

        var (beforeQuery, query) = SplitAt(rest, '?');
        var slash = transport == Transport.Https ? beforeQuery.IndexOf('/', StringComparison.Ordinal) : -1;
        var path = slash < 0 ? "" : beforeQuery[slash..];
        var authority = slash < 0 ? beforeQuery : beforeQuery[..slash];
        address = new ExchangeAddress
        {
            Transport = transport,
            Port = ExchangeAddress.DefaultPort(transport),
            Path = path is "" or "/" ? ExchangeAddress.DefaultPath : path,
        };
        fault = ReadAuthority(authority, ref address) ?? CheckPath(address.Path) ?? ReadOptions(query, ref address);
        address = fault is null ? address : null;
        return fault is null;
    }

    public static string Write(ExchangeAddress address)
    {
        var text = new StringBuilder(64);
        var port = address.Port == ExchangeAddress.DefaultPort(address.Transport) ? -1 : address.Port;
        text.Append(address.Transport switch
        {
            Transport.Udp => "udp://",
            Transport.Tcp => "tcp://",
            Transport.Tls => "tls://",
            _ => "https://",
        });

        // One address beside a name reads best before the port; more of them go behind.
        var hostIsAddress = address is { Host: { } host, Addresses: [var only] } && only.ToString() == host;
        var inAuthority = address.Host is null || hostIsAddress || (address.Transport == Transport.Tls && address.Addresses.Length == 1);
        if (address.Host is not null && !hostIsAddress)
        {
            text.Append(address.Host.Contains(':', StringComparison.Ordinal) ? $"[{address.Host}]" : address.Host).Append(inAuthority ? "@" : "");
        }

        if (inAuthority)
        {
            text.Append(Bracketed(address.Addresses[0]));
        }

        if (port >= 0 || address.Transport is Transport.Udp or Transport.Tcp)
        {
            text.Append(CultureInfo.InvariantCulture, $":{address.Port}");
        }

        text.Append(address.Transport == Transport.Https ? address.Path : "");
        var separator = '?';
        if (!inAuthority && !address.Addresses.IsEmpty)
        {
            Append("address", string.Join(',', address.Addresses));
        }

        if (address.Method == HttpsMethod.Post)
        {
            Append("method", "post");
        }

        foreach (var pin in address.Pins)
        {
            Append("pin", pin.ToString());
        }

        if (address.TrustFile is { } file)
        {
            Append("ca", file.Replace("%", "%25", StringComparison.Ordinal).Replace("&", "%26", StringComparison.Ordinal));
        }

        if (!address.VerifyPeer)
        {
            Append("verify", "none");
        }

        return text.ToString();

        void Append(string key, string value)
        {
            text.Append(separator).Append(key).Append('=').Append(value);
            separator = '&';
        }
    }

    private static bool TrySplitScheme(
        string text, out Transport transport, out string rest, [NotNullWhen(false)] out ExchangeAddressFault? fault)
    {
        const string Mark = "://";
        var mark = text.IndexOf(Mark, StringComparison.Ordinal);
        rest = mark < 0 ? text : text[(mark + Mark.Length)..];
        Transport? found = mark < 0 ? Transport.Udp : text[..mark].ToLowerInvariant() switch
        {
            "udp" => Transport.Udp,
            "tcp" => Transport.Tcp,
            "tls" => Transport.Tls,
            "https" => Transport.Https,
            _ => null,
        };
        transport = found ?? default;
        fault = found is null ? new("scheme", text[..mark], Schemes)
            : rest.Length == 0 ? new("address", text, Schemes)
            : null;
        return fault is null;
    }

    // [name@]host[:port]
    private static ExchangeAddressFault? ReadAuthority(string authority, ref ExchangeAddress address)
    {
        var at = authority.IndexOf('@', StringComparison.Ordinal);
        var named = at < 0 ? null : authority[..at];
        var place = authority[(at + 1)..];
        if (SplitPort(place, out var host, out var portText) is { } fault)
        {
            return fault;
        }

        if (portText is not null)
        {
            if (!int.TryParse(portText, NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port is < 1 or > 65_535)
            {
                return new("port", portText, "1 to 65535");
            }

            address = address with { Port = port };
        }

        if (TryReadLiteral(host, out var literal))
        {
            address = address with { Addresses = [literal] };
            if (address.Transport is Transport.Udp or Transport.Tcp)
            {
                return named is null ? null : new("name", named, "a name before @ goes with tls:// only");
            }

            return ReadHost(named ?? literal.ToString(), ref address);
        }

        return address.Transport is Transport.Udp or Transport.Tcp ? new("address", host, Literal)
            : named is not null ? new("address", host, $"{Literal}, behind name@")
            : ReadHost(host, ref address);
    }

    private static ExchangeAddressFault? ReadHost(string host, ref ExchangeAddress address)
    {
        if (TryReadLiteral(host, out var literal))
        {
            host = literal.ToString();
        }
        else
        {
            if (!DomainName.TryParse(host, out var name, out var nameFault) || name.IsRoot || !IsHostName(host))
            {
                var why = nameFault == NameFault.None ? "" : $" ({nameFault})";
                return new("host", host, $"a host name of letters, digits, hyphens and dots, or an address{why}");
            }

            host = host.TrimEnd('.').ToLowerInvariant();
        }

        address = address with { Host = host };
        return null;
    }

    private static ExchangeAddressFault? ReadOptions(string query, ref ExchangeAddress address)
    {
        var encrypted = address.Transport is Transport.Tls or Transport.Https;
        var known = address.Transport switch
        {
            Transport.Tls => "address, pin, ca, verify",
            Transport.Https => "address, method, pin, ca, verify",
            _ => "nothing behind ? with this transport",
        };
        foreach (var option in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (key, raw) = SplitAt(option, '=');
            var value = Uri.UnescapeDataString(raw);
            ExchangeAddressFault? fault = key switch
            {
                "address" when encrypted => ReadAddresses(value, ref address),
                "pin" when encrypted => ReadPin(value, ref address),
                "ca" when encrypted => ReadTrustFile(value, ref address),
                "verify" when encrypted => ReadVerify(value, ref address),
                "method" when address.Transport == Transport.Https => ReadMethod(value, ref address),
                _ => new("option", key, known),
            };
            if (fault is not null)
            {
                return fault;
            }
        }

        return null;
    }

    private static ExchangeAddressFault? ReadAddresses(string value, ref ExchangeAddress address)
    {
        var listed = ImmutableArray.CreateBuilder<IPAddress>();
        foreach (var text in value.Split(','))
        {
            if (!TryReadLiteral(text, out var literal) || listed.Count == MaxListed)
            {
                return new("address", text, $"up to {MaxListed} IPv4 or IPv6 addresses separated by commas");
            }

            listed.Add(literal);
        }

        address = address with { Addresses = listed.DrainToImmutable() };
        return null;
    }

    private static ExchangeAddressFault? ReadPin(string value, ref ExchangeAddress address)
    {
        if (!SpkiPin.TryParse(value, out var pin) || address.Pins.Length == MaxListed)
        {
            return new("pin", value, $"sha256/ and 32 octets in base64, up to {MaxListed} times");
        }

        address = address with { Pins = address.Pins.Add(pin) };
        return null;
    }

    private static ExchangeAddressFault? ReadTrustFile(string value, ref ExchangeAddress address)
    {
        if (value.Length == 0)
        {
            return new("ca", value, "the path of a PEM file");
        }

        address = address with { TrustFile = value };
        return null;
    }

    private static ExchangeAddressFault? ReadVerify(string value, ref ExchangeAddress address)
    {
        if (value is not ("none" or "full"))
        {
            return new("verify", value, "full (the default), or none: anybody on the way may then answer");
        }

        address = address with { VerifyPeer = value == "full" };
        return null;
    }

    private static ExchangeAddressFault? ReadMethod(string value, ref ExchangeAddress address)
    {
        if (value is not ("get" or "post"))
        {
            return new("method", value, "get (the default) or post");
        }

        address = address with { Method = value == "get" ? HttpsMethod.Get : HttpsMethod.Post };
        return null;
    }

    private static ExchangeAddressFault? CheckPath(string path) =>
        path.All(c => c is > ' ' and < '\x7F' and not ('#' or '{' or '}' or '"' or '<' or '>' or '\\' or '^' or '`' or '|'))
            ? null
            : new("path", path, "characters of a URI path");

    private static ExchangeAddressFault? SplitPort(string place, out string host, out string? port)
    {
        (host, port) = (place, null);
        if (place.StartsWith('['))
        {
            var end = place.IndexOf(']', StringComparison.Ordinal);
            if (end < 0 || (end + 1 < place.Length && place[end + 1] != ':'))
            {
                return new("address", place, Literal);
            }

            host = place[..(end + 1)];
            port = end + 1 < place.Length ? place[(end + 2)..] : null;
        }
        else if (place.AsSpan().Count(':') == 1)
        {
            var colon = place.IndexOf(':', StringComparison.Ordinal);
            (host, port) = (place[..colon], place[(colon + 1)..]);
        }

        return null;
    }

    // IPAddress alone would take "1" and "0x7f.1" too.
    private static bool TryReadLiteral(string text, [NotNullWhen(true)] out IPAddress? address)
    {
        var inner = text.StartsWith('[') && text.EndsWith(']') ? text[1..^1] : text;
        return IPAddress.TryParse(inner, out address)
            && (inner.Contains(':', StringComparison.Ordinal) || inner.AsSpan().Count('.') == 3 && address.ToString() == inner);
    }

    private static bool IsHostName(string host) =>
        host.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_')
        && !host.TrimEnd('.').Split('.')[^1].All(char.IsAsciiDigit);

    private static string Bracketed(IPAddress address) =>
        address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString();

    private static (string Before, string After) SplitAt(string text, char mark)
    {
        var at = text.IndexOf(mark, StringComparison.Ordinal);
        return at < 0 ? (text, "") : (text[..at], text[(at + 1)..]);
    }
}
