using Holdfast.Resolver.Exchanges;
using Holdfast.Resolver.Resolving;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Names;
using Holdfast.Wire.Records;

namespace Holdfast.Resolver.Tests.Resolving;

public sealed class UpstreamQueryTests
{
    private static readonly Question _question = new(DomainName.Parse("a.example."), RecordType.A);

    [Fact]
    public void A_query_is_header_question_and_OPT()
    {
        byte[] expected =
        [
            0, 0, 0x01, 0x00, 0, 1, 0, 0, 0, 0, 0, 1,
            1, (byte)'a', 7, .. "example"u8, 0, 0, 1, 0, 1,
            0, 0, 41, 0x04, 0xD0, 0, 0, 0, 0, 0, 0,
        ];
        Assert.Equal(expected, UpstreamQuery.Build(new ResolutionRequest(_question), 1232, Transport.Udp));
    }

    [Fact]
    public void DO_CD_and_a_client_subnet_are_passed_on()
    {
        byte[] subnet = [0, 1, 24, 0, 192, 0, 2];
        var request = new ResolutionRequest(_question, DnssecOk: true, CheckingDisabled: true, subnet);
        byte[] expected =
        [
            0, 0, 0x01, 0x10, 0, 1, 0, 0, 0, 0, 0, 1,
            1, (byte)'a', 7, .. "example"u8, 0, 0, 1, 0, 1,
            0, 0, 41, 0x04, 0xD0, 0, 0, 0x80, 0, 0, 11, 0, 8, 0, 7, .. subnet,
        ];
        Assert.Equal(expected, UpstreamQuery.Build(request, 1232, Transport.Udp));
    }

    [Fact]
    public void A_provider_that_proves_who_it_is_is_asked_whether_the_data_are_authentic()
    {
        var query = UpstreamQuery.Build(new ResolutionRequest(_question), 1232, Transport.Tls, asksForProof: true);
        Assert.Equal([0x01, 0x20], query[2..4]);
    }

    [Fact]
    public void A_connection_is_asked_how_long_it_may_stay()
    {
        byte[] expected =
        [
            0, 0, 0x01, 0x00, 0, 1, 0, 0, 0, 0, 0, 1,
            1, (byte)'a', 7, .. "example"u8, 0, 0, 1, 0, 1,
            0, 0, 41, 0x04, 0xD0, 0, 0, 0, 0, 0, 4, 0, 11, 0, 0,
        ];
        Assert.Equal(expected, UpstreamQuery.Build(new ResolutionRequest(_question), 1232, Transport.Tcp));
    }

    [Theory]
    [InlineData("a.")]
    [InlineData("a.example.")]
    [InlineData("a-rather-long-name-that-takes-more-than-one-block-of-octets.with-several-labels.and-more-of-them.in-the.example.")]
    public void Encrypted_queries_are_a_multiple_of_128_octets(string name)
    {
        var request = new ResolutionRequest(new Question(DomainName.Parse(name), RecordType.AAAA));
        foreach (var transport in new[] { Transport.Tls, Transport.Https })
        {
            var query = UpstreamQuery.Build(request, 1232, transport);
            Assert.Equal(0, query.Length % 128);
            Assert.True(Message.TryRead(query, out _, out _, out _));
        }
    }
}
