using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Holdfast.Resolver.Exchanges;

/// <summary>How a query travels inside HTTPS (RFC 8484 §4.1).</summary>
public enum HttpsMethod
{
    /// <summary>In the URI, in base64url, with id 0: HTTP caches on the way may answer.</summary>
    Get,

    /// <summary>In the body.</summary>
    Post,
}

/// <summary>
/// One way to one server, as configuration writes it:
/// <c>192.0.2.1</c>, <c>udp://192.0.2.1:53</c>, <c>tcp://[2001:db8::1]:53</c>,
/// <c>tls://dns.example@192.0.2.1:853?pin=sha256/BASE64</c>, <c>https://dns.example/dns-query?address=192.0.2.1</c>.
/// Immutable; equal when it leads to the same place in the same way.
/// </summary>
public sealed record ExchangeAddress
{
    /// <summary>The path most DNS-over-HTTPS servers use.</summary>
    public const string DefaultPath = "/dns-query";

    /// <summary>The transport.</summary>
    public required Transport Transport { get; init; }

    /// <summary>
    /// Whom the certificate must name, in lower case and without a final dot: a host name, or an address in text. Null
    /// for UDP and TCP.
    /// </summary>
    public string? Host { get; init; }

    /// <summary>Where to connect, in order of preference; empty when <see cref="Host"/> must be resolved first.</summary>
    public ImmutableArray<IPAddress> Addresses { get; init; } = [];

    /// <summary>The port, 1 to 65,535; by default 53, 853 for TLS, 443 for HTTPS.</summary>
    public required int Port { get; init; }

    /// <summary>The path of the HTTPS resource; <see cref="DefaultPath"/> by default.</summary>
    public string Path { get; init; } = DefaultPath;

    /// <summary>How HTTPS carries the query; <see cref="HttpsMethod.Get"/> by default.</summary>
    public HttpsMethod Method { get; init; }

    /// <summary>
    /// Public keys of which the server must hold one (RFC 7858 §4.2); when there are any, they alone decide and the
    /// certificate's name, dates and issuer do not matter.
    /// </summary>
    public ImmutableArray<SpkiPin> Pins { get; init; } = [];

    /// <summary>A PEM file of certificate authorities trusted besides the system's; null for none.</summary>
    public string? TrustFile { get; init; }

    /// <summary>
    /// Whether the server must prove who it is; true by default. Without it anybody on the way can answer: the
    /// opportunistic profile of RFC 7858 §4.1.
    /// </summary>
    public bool VerifyPeer { get; init; } = true;

    /// <summary>Whether nobody on the way can answer in the server's place.</summary>
    public bool ProvesIdentity => Transport is Transport.Tls or Transport.Https && (VerifyPeer || !Pins.IsEmpty);

    /// <summary>Whether the server's name must be resolved before it can be reached.</summary>
    public bool NeedsBootstrap => Addresses.IsEmpty;

    /// <summary>The port a transport uses unless another is named.</summary>
    public static int DefaultPort(Transport transport) => transport switch
    {
        Transport.Tls => 853,
        Transport.Https => 443,
        _ => 53,
    };

    /// <summary>A server at an address, at the transport's own port.</summary>
    public static ExchangeAddress At(IPAddress address, Transport transport = Transport.Udp, int? port = null) => new()
    {
        Transport = transport,
        Host = transport is Transport.Tls or Transport.Https ? address?.ToString() : null,
        Addresses = [address ?? throw new ArgumentNullException(nameof(address))],
        Port = port ?? DefaultPort(transport),
    };

    /// <summary>Reads an address as people write it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="address">The address, or null.</param>
    /// <param name="fault">Which part is wrong and what is allowed there.</param>
    public static bool TryParse(
        string? text,
        [NotNullWhen(true)] out ExchangeAddress? address,
        [NotNullWhen(false)] out ExchangeAddressFault? fault) => ExchangeAddressText.TryRead(text ?? "", out address, out fault);

    /// <summary>Reads an address that is known to be right, such as a constant.</summary>
    /// <exception cref="FormatException">The text is not one.</exception>
    public static ExchangeAddress Parse(string text) =>
        TryParse(text, out var address, out var fault) ? address : throw new FormatException(fault.ToString());

    /// <summary>The address as text, defaults left out; <see cref="Parse"/> gives an equal address.</summary>
    public override string ToString() => ExchangeAddressText.Write(this);

    /// <inheritdoc/>
    public bool Equals(ExchangeAddress? other) =>
        other is not null
        && (Transport, Host, Port, Path, Method, TrustFile, VerifyPeer)
            == (other.Transport, other.Host, other.Port, other.Path, other.Method, other.TrustFile, other.VerifyPeer)
        && Addresses.SequenceEqual(other.Addresses)
        && Pins.SequenceEqual(other.Pins);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Transport, Host, Port, Addresses.FirstOrDefault());
}

/// <summary>What is wrong with an address that somebody wrote.</summary>
/// <param name="Part">The part: scheme, host, port, pin and so on.</param>
/// <param name="Value">What stands there.</param>
/// <param name="Allowed">What may stand there.</param>
public sealed record ExchangeAddressFault(string Part, string Value, string Allowed)
{
    /// <summary>The fault as a sentence for people.</summary>
    public override string ToString() => $"{Part} '{Value}' is not allowed; allowed: {Allowed}";
}
