using Holdfast.TestPeers.Octets;
using Holdfast.Wire.Reading;
using Holdfast.Wire.Records;

namespace Holdfast.Conformance.Rfc9460;

/// <summary>RFC 9460 appendix D: test vectors of SVCB and HTTPS.</summary>
public sealed class AppendixD
{
    [Theory]
    [InlineData("HTTPS", "0 foo.example.com.", "0000 @foo.example.com")]
    [InlineData("SVCB", "1 .", "0001 00")]
    [InlineData("SVCB", "16 foo.example.com. port=53", "0010 @foo.example.com 0003 0002 0035")]
    [InlineData("SVCB", "1 foo.example.com. key667=hello", "0001 @foo.example.com 029B 0005 'hello'")]
    [InlineData("SVCB", "1 foo.example.com. key667=\"hello\\210qoo\"", "0001 @foo.example.com 029B 0009 'hello' D2 'qoo'")]
    [InlineData("SVCB", "1 foo.example.com. ipv6hint=\"2001:db8::1,2001:db8::53:1\"", "0001 @foo.example.com 0006 0020 20010DB8 00*11 01 20010DB8 00*8 00530001")]
    [InlineData("SVCB", "1 example.com. ipv6hint=\"2001:db8:122:344::192.0.2.33\"", "0001 @example.com 0006 0010 20010DB8 01220344 00000000 C0000221")]
    [InlineData("SVCB", "16 foo.example.org. alpn=h2,h3-19 mandatory=ipv4hint,alpn ipv4hint=192.0.2.1", "0010 @foo.example.org 0000 0004 00010004 0001 0009 02 'h2' 05 'h3-19' 0004 0004 C0000201")]
    [InlineData("SVCB", "16 foo.example.org. alpn=\"f\\\\\\\\oo\\\\,bar,h2\"", "0010 @foo.example.org 0001 000C 08 'f' 5C 'oo,bar' 02 'h2'")]
    [InlineData("SVCB", "16 foo.example.org. alpn=f\\\\\\092oo\\092,bar,h2", "0010 @foo.example.org 0001 000C 08 'f' 5C 'oo,bar' 02 'h2'")]
    public void The_vectors_read_as_they_say(string type, string text, string octets)
    {
        Assert.True(RecordTypeText.TryParse(type, out var recordType));
        Assert.True(RecordData.TryParse(recordType, text, null, out var data, out var error), error?.ToString());
        Assert.Equal(Convert.ToHexString(HandWritten.Of(octets)), Convert.ToHexString(data.ToOctets()));

        var reader = new WireReader(HandWritten.Of(octets));
        var read = RecordData.Read(recordType, RecordClass.Internet, ref reader);
        Assert.True(reader.Ok);
        Assert.True(RecordData.TryParse(recordType, read.ToString(), null, out var again, out _));
        Assert.Equal(data, again);
    }

    [Theory]
    [InlineData("1 foo.example.com. key123=abc key123=def")]
    [InlineData("1 foo.example.com. mandatory")]
    [InlineData("1 foo.example.com. alpn")]
    [InlineData("1 foo.example.com. port")]
    [InlineData("1 foo.example.com. ipv4hint")]
    [InlineData("1 foo.example.com. ipv6hint")]
    [InlineData("1 foo.example.com. no-default-alpn=abc")]
    [InlineData("1 foo.example.com. mandatory=key123")]
    [InlineData("1 foo.example.com. mandatory=mandatory")]
    [InlineData("1 foo.example.com. mandatory=key123,key123 key123=abc")]
    [InlineData("1 foo.example.com. no-default-alpn")]
    [InlineData("1 foo.example.com. alpn=,h2")]
    [InlineData("1 foo.example.com. alpn=h2,")]
    [InlineData("1 foo.example.com. port=65536")]
    [InlineData("1 foo.example.com. port=")]
    [InlineData("1 foo.example.com. key65536=x")]
    [InlineData("1 foo.example.com. key01=x")]
    [InlineData("1 foo.example.com. nothing=x")]
    [InlineData("1 foo.example.com. ech=!")]
    [InlineData("1 foo.example.com. ipv4hint=192.0.2.1,")]
    public void The_failures_fail(string text)
    {
        Assert.False(RecordData.TryParse(RecordType.SVCB, text, null, out _, out var error));
        Assert.NotEmpty(error.Problem);
    }
}
