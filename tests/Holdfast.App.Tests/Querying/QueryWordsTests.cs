using Holdfast.App.Querying;
using Holdfast.Resolver.Exchanges;
using Holdfast.Wire.Edns;
using Holdfast.Wire.Messages;

namespace Holdfast.App.Tests.Querying;

public sealed class QueryWordsTests
{
    [Theory]
    [InlineData("example.com", "example.com. IN A")]
    [InlineData("example.com MX", "example.com. IN MX")]
    [InlineData("MX example.com", "example.com. IN MX")]
    [InlineData("example.com mx ch", "example.com. CH MX")]
    [InlineData("example.com TYPE65280", "example.com. IN TYPE65280")]
    [InlineData("@9.9.9.9 example.com +dnssec AAAA", "example.com. IN AAAA")]
    [InlineData("a.example MX b.example", "a.example. IN MX; b.example. IN A")]
    [InlineData("NS", ". IN NS")]
    [InlineData("bücher.example", "xn--bcher-kva.example. IN A")]
    public void Words_are_read_as_dig_reads_them(string words, string questions)
    {
        var plan = QueryWords.TryRead(new QueryPlan(), words.Split(' '), type: null, out var problem);
        Assert.Null(problem);
        Assert.Equal(questions, string.Join("; ", plan!.Questions));
    }

    [Theory]
    [InlineData("192.0.2.1", "1.2.0.192.in-addr.arpa. IN PTR")]
    [InlineData("2001:db8::1", "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa. IN PTR")]
    public void Reverse_look_ups_ask_for_pointers(string address, string question) =>
        Assert.Equal(question, QueryWords.Reverse(address)!.ToString());

    [Fact]
    public void Plus_options_change_flags_EDNS_transport_and_form()
    {
        var plan = QueryWords.TryRead(
            new QueryPlan(), "example.com +dnssec +norec +cd +bufsize=4096 +nsid +tcp +short +time=2 +tries=1".Split(' '), type: null, out _)!;
        Assert.Equal(MessageFlags.CheckingDisabled, plan.Flags);
        Assert.True(plan.Edns!.DnssecOk);
        Assert.Equal(4096, plan.Edns.UdpPayloadOctets);
        Assert.Equal(EdnsOptionCode.NameServerIdentifier, Assert.Single(plan.Edns.Options).Code);
        Assert.Equal(Transport.Tcp, plan.Transport);
        Assert.Equal(QueryForm.Short, plan.Form);
        Assert.Equal(TimeSpan.FromSeconds(2), plan.Timeout);
        Assert.Equal(1, plan.Tries);
    }

    // RFC 7871 §6: family, source prefix length, scope prefix length, and no more octets of address than the prefix needs.
    [Theory]
    [InlineData("198.51.100.7/24", "00011800C63364")]
    [InlineData("198.51.100.255/25", "00011900C6336480")]
    [InlineData("2001:db8::1/32", "0002200020010DB8")]
    [InlineData("0/0", "00010000")]
    public void Client_subnets_are_cut_to_their_prefix(string subnet, string octets)
    {
        var plan = DigOption.TryApply(new QueryPlan(), $"+subnet={subnet}", out _)!;
        Assert.Equal(octets, Convert.ToHexString(Assert.Single(plan.Edns!.Options).Data.Span));
    }

    [Fact]
    public void A_query_on_the_wire_is_what_the_RFC_draws()
    {
        var plan = QueryWords.TryRead(new QueryPlan(), ["a.example", "+noedns"], type: null, out _)!;
        Assert.Equal("ABCD010000010000000000000161076578616D706C650000010001", Convert.ToHexString(plan.ToOctets(plan.Questions[0], 0xABCD)));
    }
}
