using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using Holdfast.Resolver.Exchanges;
using Holdfast.Resolver.LastKnownGood;
using Holdfast.Server.Admission;
using Holdfast.Wire.Names;
using Holdfast.Wire.Records;

namespace Holdfast.App.Configuration;

/// <summary>The types of values that name places and names.</summary>
internal static class NetworkTypes
{
    /// <summary>A domain name.</summary>
    public static ConfigType<DomainName> Name { get; } = new(
        "a domain name, such as example.com",
        (string text, [MaybeNullWhen(false)] out DomainName value, out string? why) =>
        {
            var read = DomainName.TryParse(text, out value, out var fault);
            why = read ? null : $"a domain name ({fault})";
            return read;
        },
        value => value.IsRoot ? "." : value.ToString().TrimEnd('.'));

    /// <summary>A record type.</summary>
    public static ConfigType<RecordType> Type { get; } = new(
        "A, AAAA, SRV and so on, or TYPE and a number",
        (string text, out RecordType value, out string? why) =>
        {
            why = null;
            return RecordTypeText.TryParse(text, out value);
        },
        value => value.ToText());

    /// <summary>A way to a provider's server.</summary>
    public static ConfigType<ExchangeAddress> Endpoint { get; } = new(
        "192.0.2.1, udp://192.0.2.1:53, tcp://192.0.2.1:53, tls://NAME@192.0.2.1:853 or https://NAME/dns-query?address=192.0.2.1",
        (string text, [MaybeNullWhen(false)] out ExchangeAddress value, out string? why) =>
        {
            var read = ExchangeAddress.TryParse(text, out value, out var fault);
            why = fault is null || fault.Value == text ? null : $"for the {fault.Part} '{fault.Value}': {fault.Allowed}";
            return read;
        },
        value => value.ToString());

    /// <summary>A block of client addresses.</summary>
    public static ConfigType<AddressPrefix> Prefix { get; } = new(
        "an address or a block such as 192.0.2.0/24 or 2001:db8::/32",
        (string text, [MaybeNullWhen(false)] out AddressPrefix value, out string? why) =>
        {
            why = null;
            return AddressPrefix.TryParse(text, out value);
        },
        value => value.ToString());

    /// <summary>A secret of server cookies.</summary>
    public static ConfigType<ReadOnlyMemory<byte>> CookieSecret { get; } = new(
        "32 hexadecimal digits",
        (string text, out ReadOnlyMemory<byte> value, out string? why) =>
        {
            why = null;
            value = text.Length == 32 && text.All(char.IsAsciiHexDigit) ? Convert.FromHexString(text) : default(ReadOnlyMemory<byte>);
            return !value.IsEmpty;
        },
        value => Convert.ToHexString(value.Span));

    /// <summary>What an address must do to prove itself.</summary>
    public static ConfigType<Proof> Proof { get; } = new(
        "tcp:PORT, tls:PORT or tls:PORT:NAME, such as tls:443",
        (string text, [MaybeNullWhen(false)] out Proof value, out string? why) =>
        {
            why = null;
            return Resolver.LastKnownGood.Proof.TryParse(text, out value!);
        },
        value => value.ToString());

    /// <summary>An address to listen on.</summary>
    /// <param name="port">The port when none is named.</param>
    public static ConfigType<IPEndPoint> Listener(int port) => new(
        string.Create(CultureInfo.InvariantCulture, $"an address, with a port or without (then {port}): 127.0.0.1:{port}, [::1]:{port}, 0.0.0.0"),
        (string text, [MaybeNullWhen(false)] out IPEndPoint value, out string? why) =>
        {
            why = null;
            value = null;
            if (IPAddress.TryParse(text.TrimStart('[').TrimEnd(']'), out var alone) && (text[0] != '[' || text[^1] == ']'))
            {
                value = new IPEndPoint(alone, port);
            }
            else if (text.LastIndexOf(':') is > 0 and var colon
                && (text[0] == '[') == (text[colon - 1] == ']')
                && IPAddress.TryParse(text[..colon].TrimStart('[').TrimEnd(']'), out var address)
                && int.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var named)
                && named <= IPEndPoint.MaxPort)
            {
                value = new IPEndPoint(address, named);
            }

            return value is not null;
        },
        value => value.ToString());
}
