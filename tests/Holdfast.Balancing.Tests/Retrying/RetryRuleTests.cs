using Holdfast.Balancing.Retrying;
using Yarp.ReverseProxy.Forwarder;

namespace Holdfast.Balancing.Tests.Retrying;

public sealed class RetryRuleTests
{
    [Theory]
    [InlineData("GET", false, false, true)]
    [InlineData("HEAD", false, false, true)]
    [InlineData("OPTIONS", false, false, true)]
    [InlineData("PUT", false, false, true)]
    [InlineData("DELETE", false, false, true)]
    [InlineData("POST", false, false, false)]
    [InlineData("PATCH", false, false, false)]
    [InlineData("POST", false, true, true)]
    [InlineData("GET", true, false, false)] // its content is gone
    [InlineData("PUT", true, false, false)]
    [InlineData("POST", true, true, false)]
    public void What_may_have_been_done_is_repeated_when_that_changes_nothing(string method, bool hasContent, bool hasKey, bool isAllowed)
    {
        Assert.Equal(isAllowed, RetryRule.Allows(AttemptOutcome.Broken, method, hasContent, hasKey));
        Assert.Equal(isAllowed, RetryRule.Allows(AttemptOutcome.Refused, method, hasContent, hasKey));
    }

    [Theory]
    [InlineData("GET", false)]
    [InlineData("POST", true)]
    [InlineData("PATCH", true)]
    public void What_was_never_sent_may_be_sent_to_another(string method, bool hasContent) =>
        Assert.True(RetryRule.Allows(AttemptOutcome.NotConnected, method, hasContent, hasKey: false));

    [Theory]
    [InlineData(nameof(AttemptOutcome.Answered))]
    [InlineData(nameof(AttemptOutcome.ClientGone))]
    [InlineData(nameof(AttemptOutcome.TimedOut))]
    public void Nothing_else_is_repeated(string outcome) => Assert.False(RetryRule.Allows(Enum.Parse<AttemptOutcome>(outcome), "GET", false, false));

    [Fact]
    public void Every_error_has_an_outcome_and_only_a_node_is_blamed_for_its_own()
    {
        ForwarderError[] nodes =
        [
            ForwarderError.Request, ForwarderError.RequestTimedOut, ForwarderError.RequestBodyDestination, ForwarderError.ResponseBodyDestination, ForwarderError.ResponseHeaders,
            ForwarderError.UpgradeRequestDestination, ForwarderError.UpgradeResponseDestination,
        ];
        Assert.All(Enum.GetValues<ForwarderError>(), error => Assert.Equal(nodes.Contains(error), AttemptOutcomes.Of(error, null).IsFailure()));
    }

    [Fact]
    public void A_connection_that_was_not_made_has_sent_nothing()
    {
        Assert.Equal(AttemptOutcome.NotConnected, AttemptOutcomes.Of(ForwarderError.Request, new HttpRequestException(HttpRequestError.ConnectionError)));
        Assert.Equal(AttemptOutcome.Broken, AttemptOutcomes.Of(ForwarderError.Request, new HttpRequestException(HttpRequestError.ResponseEnded)));
    }
}
