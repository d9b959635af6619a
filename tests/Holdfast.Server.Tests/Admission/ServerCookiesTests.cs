using System.Buffers.Binary;
using System.Net;
using Holdfast.Server.Admission;
using Holdfast.Server.Pipeline;

namespace Holdfast.Server.Tests.Admission;

/// <summary>The vectors of RFC 9018, Appendix A.</summary>
public sealed class ServerCookiesTests
{
    private static readonly byte[] _secret = Convert.FromHexString("e5e973e5a6b2a43f48e7dc849e37bfcf");

    // A.1: a new server cookie; client cookie, address, time, whole cookie.
    [Theory]
    [InlineData("2464c4abcf10c957", "198.51.100.100", 1559731985u, "2464c4abcf10c957010000005cf79f111f8130c3eee29480")]
    [InlineData("fc93fc62807ddb86", "203.0.113.203", 1559734700u, "fc93fc62807ddb86010000005cf7a9acf73a7810aca2381e")] // A.3's response
    public void A_new_cookie_is_that_of_the_appendix(string client, string address, uint time, string expected)
    {
        var cookie = new byte[ServerCookies.FullOctets];
        var asked = Convert.FromHexString(client);
        var from = ClientAddress.From(IPAddress.Parse(address));
        Cookies(_secret).Write(asked, CookieStanding.Unproved, from, time, cookie);
        Assert.Equal(expected, Convert.ToHexStringLower(cookie));
    }

    // A.2: forty minutes later the same client learns another cookie; the old one still proves it.
    [Fact]
    public void A_cookie_older_than_half_an_hour_is_renewed()
    {
        var old = Convert.FromHexString("2464c4abcf10c957010000005cf79f111f8130c3eee29480");
        var from = ClientAddress.From(IPAddress.Parse("198.51.100.100"));
        const uint Now = 1559734385;
        var standing = Cookies(_secret).Judge(old, from, Now);
        Assert.Equal(CookieStanding.Proved, standing);
        var cookie = new byte[ServerCookies.FullOctets];
        Cookies(_secret).Write(old, standing, from, Now, cookie);
        Assert.Equal("2464c4abcf10c957010000005cf7a871d4a564a1442aca77", Convert.ToHexStringLower(cookie));
    }

    // A.3: the reserved octets are not zero, and belong to the hash all the same.
    [Fact]
    public void A_cookie_with_reserved_octets_set_is_accepted()
    {
        var cookie = Convert.FromHexString("fc93fc62807ddb8601abcdef5cf78f71a314227b6679ebf5");
        var from = ClientAddress.From(IPAddress.Parse("203.0.113.203"));
        Assert.Equal(CookieStanding.Proved, Cookies(_secret).Judge(cookie, from, 1559727985 + 60));
    }

    // A.4: an IPv6 client with a cookie by the previous secret; the answer's is by the new one.
    [Fact]
    public void A_cookie_by_the_previous_secret_is_accepted_and_replaced()
    {
        var previous = Convert.FromHexString("dd3bdf9344b678b185a6f5cb60fca715");
        var next = Convert.FromHexString("445536bcd2513298075a5d379663c962");
        var cookies = Cookies(next, previous);
        var cookie = Convert.FromHexString("22681ab97d52c298010000005cf7c57926556bd0934c72f8");
        var from = ClientAddress.From(IPAddress.Parse("2001:db8:220:1:59de:d0f4:8769:82b8"));
        const uint Now = 1559741961;
        var standing = cookies.Judge(cookie, from, Now);
        Assert.Equal(CookieStanding.Proved, standing);
        var answer = new byte[ServerCookies.FullOctets];
        cookies.Write(cookie, standing, from, Now, answer);
        Assert.Equal("22681ab97d52c298010000005cf7c609a6bb79d16625507a", Convert.ToHexStringLower(answer));
    }

    [Theory]
    [InlineData(3600, CookieStanding.Proved)]
    [InlineData(3601, CookieStanding.Wrong)]
    [InlineData(-300, CookieStanding.Proved)]
    [InlineData(-301, CookieStanding.Wrong)]
    internal void A_cookie_is_good_for_an_hour_and_five_minutes_ahead(int later, CookieStanding expected)
    {
        var cookie = Convert.FromHexString("2464c4abcf10c957010000005cf79f111f8130c3eee29480");
        var from = ClientAddress.From(IPAddress.Parse("198.51.100.100"));
        var made = BinaryPrimitives.ReadUInt32BigEndian(cookie.AsSpan(12));
        Assert.Equal(expected, Cookies(_secret).Judge(cookie, from, (uint)(made + later)));
    }

    [Fact]
    public void A_cookie_given_to_another_address_proves_nothing()
    {
        var cookie = Convert.FromHexString("2464c4abcf10c957010000005cf79f111f8130c3eee29480");
        Assert.Equal(
            CookieStanding.Wrong, Cookies(_secret).Judge(cookie, ClientAddress.From(IPAddress.Parse("198.51.100.101")), 1559731985));
    }

    // From the SipHash paper, appendix A, and its reference vectors.
    [Theory]
    [InlineData(0, 0x726fdb47dd0e0e31ul)]
    [InlineData(8, 0x93f5f5799a932462ul)]
    [InlineData(15, 0xa129ca6149be45e5ul)]
    public void SipHash_is_that_of_its_authors(int length, ulong expected)
    {
        byte[] key = [.. Enumerable.Range(0, 16).Select(i => (byte)i)];
        byte[] message = [.. Enumerable.Range(0, length).Select(i => (byte)i)];
        Assert.Equal(expected, SipHash24.Hash(key, message));
    }

    private static ServerCookies Cookies(params byte[][] secrets) => new([.. secrets]);
}
