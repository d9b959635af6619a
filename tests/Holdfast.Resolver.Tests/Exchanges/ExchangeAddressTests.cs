using System.Net;
using CsCheck;
using Holdfast.Resolver.Exchanges;

namespace Holdfast.Resolver.Tests.Exchanges;

public sealed class ExchangeAddressTests
{
    private const string Pin = "sha256/47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

    [Theory]
    [InlineData("192.0.2.1", "udp://192.0.2.1:53")]
    [InlineData("192.0.2.1:5353", "udp://192.0.2.1:5353")]
    [InlineData("2001:db8::1", "udp://[2001:db8::1]:53")]
    [InlineData("[2001:db8::1]:5353", "udp://[2001:db8::1]:5353")]
    [InlineData("UDP://192.0.2.1", "udp://192.0.2.1:53")]
    [InlineData("tcp://[2001:DB8::1]:53", "tcp://[2001:db8::1]:53")]
    [InlineData("tls://DNS.example.", "tls://dns.example")]
    [InlineData("tls://dns.example:8853", "tls://dns.example:8853")]
    [InlineData("tls://dns.example@192.0.2.1:853", "tls://dns.example@192.0.2.1")]
    [InlineData("tls://dns.example@[2001:db8::1]", "tls://dns.example@[2001:db8::1]")]
    [InlineData("tls://dns.example?address=192.0.2.1", "tls://dns.example@192.0.2.1")]
    [InlineData("tls://dns.example?address=192.0.2.1,2001:db8::1", "tls://dns.example?address=192.0.2.1,2001:db8::1")]
    [InlineData("tls://192.0.2.1", "tls://192.0.2.1")]
    [InlineData("tls://192.0.2.1?pin=" + Pin, "tls://192.0.2.1?pin=" + Pin)]
    [InlineData("tls://dns.example?ca=/etc/holdfast/ca 1.pem&verify=full", "tls://dns.example?ca=/etc/holdfast/ca 1.pem")]
    [InlineData("tls://dns.example?verify=none", "tls://dns.example?verify=none")]
    [InlineData("https://dns.example", "https://dns.example/dns-query")]
    [InlineData("https://dns.example/dns-query{?dns}", "https://dns.example/dns-query")]
    [InlineData("https://dns.example:8443/q?method=post&address=192.0.2.1", "https://dns.example:8443/q?address=192.0.2.1&method=post")]
    [InlineData("https://192.0.2.1/dns-query", "https://192.0.2.1/dns-query")]
    [InlineData("https://[2001:db8::1]/dns-query", "https://[2001:db8::1]/dns-query")]
    public void Text_is_read_and_printed_in_one_form(string text, string printed)
    {
        Assert.Equal(printed, ExchangeAddress.Parse(text).ToString());
        Assert.Equal(ExchangeAddress.Parse(text), ExchangeAddress.Parse(printed));
    }

    [Theory]
    [InlineData("", "address")]
    [InlineData("quic://192.0.2.1", "scheme")]
    [InlineData("udp://", "address")]
    [InlineData("udp://dns.example", "address")]
    [InlineData("1", "address")]
    [InlineData("192.0.2", "address")]
    [InlineData("192.0.2.1:0", "port")]
    [InlineData("192.0.2.1:65536", "port")]
    [InlineData("192.0.2.1:", "port")]
    [InlineData("udp://[2001:db8::1", "address")]
    [InlineData("udp://name@192.0.2.1", "name")]
    [InlineData("udp://192.0.2.1?pin=" + Pin, "option")]
    [InlineData("tls://", "address")]
    [InlineData("tls://dns..example", "host")]
    [InlineData("tls://dns example", "host")]
    [InlineData("tls://1.2.3.4.5", "host")]
    [InlineData("tls://dns.example@other.example", "address")]
    [InlineData("tls://dns.example?pin=sha1/abc", "pin")]
    [InlineData("tls://dns.example?pin=sha256/abcd", "pin")]
    [InlineData("tls://dns.example?ca=", "ca")]
    [InlineData("tls://dns.example?verify=maybe", "verify")]
    [InlineData("tls://dns.example?method=get", "option")]
    [InlineData("tls://dns.example?address=dns.example", "address")]
    [InlineData("https://dns.example?method=put", "method")]
    [InlineData("https://dns.example/a b", "path")]
    public void A_fault_names_the_part_and_what_is_allowed(string text, string part)
    {
        Assert.False(ExchangeAddress.TryParse(text, out var address, out var fault));
        Assert.Null(address);
        Assert.Equal(part, fault.Part);
        Assert.NotEmpty(fault.Allowed);
    }

    [Fact]
    public void What_is_printed_is_read_back_equal() => _addresses.Sample(address =>
        ExchangeAddress.TryParse(address.ToString(), out var again, out _) && again.Equals(address));

    [Fact]
    public void No_text_makes_the_reader_throw() => Gen.OneOf(
        Gen.String,
        Gen.Select(Gen.OneOf<string>("udp://", "tls://", "https://", ""), Gen.String[Gen.Char["[]:@?&=,/.%{}a1"], 0, 30], (a, b) => a + b))
        .Sample(text => ExchangeAddress.TryParse(text, out _, out _) || true);

    private static readonly Gen<IPAddress> _ips = Gen.OneOf(
        Gen.Byte.Array[4].Select(octets => new IPAddress(octets)), Gen.Byte.Array[16].Select(octets => new IPAddress(octets)));

    private static readonly Gen<string> _names = Gen.String[Gen.Char["abcxyz019-_"], 1, 20].Array[1, 4]
        .Select(labels => string.Join('.', labels) + ".example");

    private static readonly Gen<string> _hosts = Gen.OneOf(_names, _ips.Select(ip => ip.ToString()));

    private static readonly Gen<SpkiPin> _pins = Gen.Byte.Array[32].Select(octets => new SpkiPin(Convert.ToBase64String(octets)));

    private static readonly Gen<ExchangeAddress> _plain = Gen.Select(
        Gen.OneOf<Transport>(Transport.Udp, Transport.Tcp), _ips, Gen.Int[1, 65535], (transport, ip, port) => ExchangeAddress.At(ip, transport, port));

    private static readonly Gen<ExchangeAddress> _encrypted = Gen.Select(
        Gen.Select(Gen.OneOf<Transport>(Transport.Tls, Transport.Https), _hosts, _ips.Array[0, 3], Gen.Int[1, 65535]),
        Gen.Select(_pins.Array[0, 2], Gen.OneOf<string?>(null, "/etc/ca.pem", "a%41&b c"), Gen.Bool, Gen.OneOf<string>("/dns-query", "/a/b%20c")),
        Gen.OneOf<HttpsMethod>(HttpsMethod.Get, HttpsMethod.Post),
        (where, how, method) =>
        {
            var (transport, host, addresses, port) = where;
            var (pins, file, verify, path) = how;
            return new ExchangeAddress
            {
                Transport = transport,
                Host = host,
                Addresses = addresses.Length == 0 && IPAddress.TryParse(host, out var literal) ? [literal] : [.. addresses],
                Port = port,
                Path = transport == Transport.Https ? path : ExchangeAddress.DefaultPath,
                Method = transport == Transport.Https ? method : HttpsMethod.Get,
                Pins = [.. pins],
                TrustFile = file,
                VerifyPeer = verify,
            };
        });

    private static readonly Gen<ExchangeAddress> _addresses = Gen.OneOf(_plain, _encrypted);
}
