using System.Collections.Immutable;
using Holdfast.App.Querying;
using Holdfast.Resolver.Exchanges;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Names;
using Holdfast.Wire.Records;

namespace Holdfast.App.Tests.Querying;

public sealed class ComparisonTests
{
    [Fact]
    public void Agreement_is_one_line() => AssertDescribed(
        QueryExit.Answered, ["All 2 that answered agree."], Says("a", "A 192.0.2.1"), Says("b", "A 192.0.2.1"));

    [Fact]
    public void Differences_are_named_with_who_says_what() => AssertDescribed(
        QueryExit.Different,
        ["They differ: 2 different answers.", "  a, c: NOERROR: A 192.0.2.1", "  b: NXDOMAIN"],
        Says("a", "A 192.0.2.1"),
        new ProviderSaying("b", "udp://x", ExchangeOutcome.Answered, "NXDOMAIN", [], null, default),
        Says("c", "A 192.0.2.1"));

    [Fact]
    public void Silence_is_no_difference_but_is_told() => AssertDescribed(
        QueryExit.Answered, ["Only a answered.", "  b: no answer (TimedOut)"], Says("a", "A 192.0.2.1"), Silent("b"));

    [Fact]
    public void Nobody_answering_is_no_reply() => AssertDescribed(
        QueryExit.NoReply, ["No provider answered."], Silent("a"), Silent("b"));

    private static void AssertDescribed(QueryExit exit, string[] lines, params ProviderSaying[] sayings)
    {
        var comparison = new Comparison(new Question(DomainName.Parse("example.com"), RecordType.A), [.. sayings]);
        Assert.Equal(lines, comparison.Describe());
        Assert.Equal(exit, comparison.Exit);
    }

    private static ProviderSaying Says(string provider, params string[] answers) =>
        new(provider, "udp://x", ExchangeOutcome.Answered, "NOERROR", [.. answers], 60, default);

    private static ProviderSaying Silent(string provider) =>
        new(provider, "udp://x", ExchangeOutcome.TimedOut, "TimedOut", ImmutableArray<string>.Empty, null, default);
}
