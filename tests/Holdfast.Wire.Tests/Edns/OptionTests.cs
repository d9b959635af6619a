using System.Net;
using Holdfast.TestPeers.Octets;
using Holdfast.Wire.Edns;
using Holdfast.Wire.Messages;

namespace Holdfast.Wire.Tests.Edns;

/// <summary>The typed options against hand-written octets.</summary>
public sealed class OptionTests
{
    [Theory]
    [InlineData("0001 18 00 C00002", "192.0.2.0/24/0")]
    [InlineData("0001 19 18 C0000280", "192.0.2.128/25/24")]
    [InlineData("0001 00 00", "0.0.0.0/0/0")]
    [InlineData("0002 38 00 20010DB8000000", "2001:db8::/56/0")]
    public void A_client_subnet_is_read_and_written(string octets, string text)
    {
        var option = Option(EdnsOptionCode.ClientSubnet, octets);
        var subnet = ClientSubnet.From(option);
        Assert.Equal(text, subnet?.ToString());
        Assert.Equal(option, subnet!.ToOption());
    }

    [Theory]
    [InlineData("0001 18 00 C0000201")] // more octets than the prefix needs
    [InlineData("0001 18 00 C000")] // fewer
    [InlineData("0001 17 00 C00003")] // a bit behind the prefix
    [InlineData("0001 21 00 C000020100")] // a prefix longer than the address
    [InlineData("0001 18 21 C00002")]
    [InlineData("0003 18 00 C00002")] // no such family
    [InlineData("0001 18")]
    [InlineData("")]
    public void A_client_subnet_that_a_server_must_refuse_is_none(string octets) =>
        Assert.Null(ClientSubnet.From(Option(EdnsOptionCode.ClientSubnet, octets)));

    [Fact]
    public void A_client_subnet_forgets_the_bits_behind_its_prefix() =>
        Assert.Equal("192.0.2.0/23/0", new ClientSubnet(IPAddress.Parse("192.0.3.77"), 23).ToString());

    [Theory]
    [InlineData("0102030405060708", "0102030405060708")]
    [InlineData("0102030405060708 01*8", "01020304050607080101010101010101")]
    [InlineData("0102030405060708 AA*32", "0102030405060708" + "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void A_cookie_is_read_and_written(string octets, string text)
    {
        var option = Option(EdnsOptionCode.Cookie, octets);
        var cookie = DnsCookie.From(option);
        Assert.Equal(text, cookie?.ToString());
        Assert.Equal(option, cookie!.ToOption());
        Assert.Equal(cookie, DnsCookie.From(option));
    }

    [Theory]
    [InlineData("")]
    [InlineData("01020304050607")]
    [InlineData("010203040506070809")]
    [InlineData("0102030405060708 01*7")]
    [InlineData("0102030405060708 01*33")]
    public void A_cookie_of_another_length_is_none(string octets) =>
        Assert.Null(DnsCookie.From(Option(EdnsOptionCode.Cookie, octets)));

    [Theory]
    [InlineData("", "")]
    [InlineData("0000", "0.0 secs")]
    [InlineData("012C", "30.0 secs")]
    [InlineData("FFFF", "6553.5 secs")]
    public void A_keepalive_is_read_and_written(string octets, string text)
    {
        var option = Option(EdnsOptionCode.TcpKeepalive, octets);
        var keepalive = TcpKeepalive.From(option);
        Assert.Equal(text, keepalive?.ToString());
        Assert.Equal(option, keepalive!.ToOption());
    }

    [Fact]
    public void A_keepalive_of_another_length_is_none() =>
        Assert.Null(TcpKeepalive.From(Option(EdnsOptionCode.TcpKeepalive, "01")));

    [Fact]
    public void A_keepalive_longer_than_its_field_is_cut() =>
        Assert.Equal(Option(EdnsOptionCode.TcpKeepalive, "FFFF"), new TcpKeepalive(TimeSpan.FromHours(3)).ToOption());

    [Theory]
    [InlineData("'ns1.fra'", "ns1.fra")]
    [InlineData("00FF", "00ff")]
    [InlineData("", "")]
    public void An_identifier_is_read_and_written(string octets, string text)
    {
        var option = Option(EdnsOptionCode.NameServerIdentifier, octets);
        var identifier = NameServerIdentifier.From(option);
        Assert.Equal(text, identifier?.ToString());
        Assert.Equal(option, identifier!.ToOption());
    }

    [Theory]
    [InlineData("0003", ExtendedErrorCode.StaleAnswer, "")]
    [InlineData("0016 'all' 20 'silent'", ExtendedErrorCode.NoReachableAuthority, "all silent")]
    public void An_extended_error_is_read_and_written(string octets, ExtendedErrorCode code, string text)
    {
        var option = Option(EdnsOptionCode.ExtendedError, octets);
        Assert.Equal(new ExtendedError(code, text), ExtendedError.From(option));
        Assert.Equal(option, new ExtendedError(code, text).ToOption());
    }

    [Fact]
    public void An_extended_error_may_end_in_a_zero_octet() =>
        Assert.Equal("x", ExtendedError.From(Option(EdnsOptionCode.ExtendedError, "0000 'x' 00"))?.Text);

    [Theory]
    [InlineData(50, 128, 74)]
    [InlineData(124, 128, 0)]
    [InlineData(125, 128, 127)]
    public void Padding_fills_a_message_up_to_its_block(int message, int block, int padding)
    {
        Assert.Equal(padding, Padding.Filling(message, block).Octets);
        Assert.Equal(0, (message + 4 + padding) % block);
        Assert.Equal(new Padding((ushort)padding), Padding.From(new Padding((ushort)padding).ToOption()));
    }

    [Fact]
    public void No_option_is_taken_for_another()
    {
        var other = Option((EdnsOptionCode)65001, "0001 18 00 C00002");
        Assert.Null(ClientSubnet.From(other));
        Assert.Null(DnsCookie.From(other));
        Assert.Null(TcpKeepalive.From(other));
        Assert.Null(NameServerIdentifier.From(other));
        Assert.Null(ExtendedError.From(other));
        Assert.Null(Padding.From(other));
    }

    [Fact]
    public void The_OPT_record_keeps_every_field_and_unknown_options()
    {
        var octets = HandWritten.Of("00 0029 04D0 01 00 8001 000C  FDE9 0002 ABCD  000C 0002 0000");
        var message = HandWritten.Of("1234 0100 0000 0000 0000 0001").Concat(octets).ToArray();
        Assert.True(Message.TryRead(message, out var read, out _, out _));
        var edns = EdnsRecord.From(read.Opt)!;
        Assert.Equal((1232, 1, 0, true, 1), (edns.UdpPayloadOctets, edns.ExtendedResponseCode, edns.Version, edns.DnssecOk, edns.ReservedFlags));
        Assert.Equal([(EdnsOptionCode)65001, EdnsOptionCode.Padding], edns.Options.Select(option => option.Code));
        Assert.Equal((ResponseCode)16, read.ResponseCode);
        Assert.Equal(read.Opt, edns.ToRecord());
        Assert.Equal(message, read.ToOctets());
    }

    [Fact]
    public void OPT_records_anywhere_and_twice_are_kept_and_the_first_additional_one_counts()
    {
        var message = HandWritten.Of(
            "1234 8180 0000 0001 0000 0002  00 0029 0200 00000000 0000  00 0029 04D0 00000000 0000  00 0029 1000 01000000 0000");
        Assert.True(Message.TryRead(message, out var read, out _, out _));
        Assert.True(EdnsRecord.From(read.Opt) is { UdpPayloadOctets: 1232 });
        Assert.Equal(ResponseCode.NoError, read.ResponseCode);
        Assert.Equal(message, read.ToOctets());
    }

    private static EdnsOption Option(EdnsOptionCode code, string octets) => new(code, HandWritten.Of(octets));
}
