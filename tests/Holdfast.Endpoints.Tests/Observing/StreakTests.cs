using Holdfast.Endpoints.Observing;

namespace Holdfast.Endpoints.Tests.Observing;

public sealed class StreakTests
{
    private static readonly ProbeOptions _options = new() { Rise = 2, Fall = 3 };

    [Theory]
    [InlineData("", Opinion.Unknown)]
    [InlineData("+", Opinion.Unknown)]
    [InlineData("++", Opinion.Up)]
    [InlineData("--", Opinion.Unknown)]
    [InlineData("---", Opinion.Down)]
    [InlineData("++--", Opinion.Up)]
    [InlineData("++--+--", Opinion.Up)]
    [InlineData("++---", Opinion.Down)]
    [InlineData("---+", Opinion.Down)]
    [InlineData("---++", Opinion.Up)]
    [InlineData("++-.-.-", Opinion.Down)]
    [InlineData("+.", Opinion.Unknown)]
    public void Enough_in_a_row_make_an_opinion(string probes, Opinion expected)
    {
        var streak = default(Streak);
        foreach (var probe in probes)
        {
            streak = streak.With(new ProbeResult(probe switch { '+' => ProbeOutcome.Healthy, '.' => ProbeOutcome.Cancelled, _ => ProbeOutcome.Refused }), _options);
        }

        Assert.Equal(expected, streak.Opinion);
    }

    [Fact]
    public void A_member_is_up_when_all_probes_say_so_and_down_when_one_does()
    {
        ProbeOptions[] probes = [new() { Target = new ProbeTarget(ProbeKind.Tcp, 80) }, new() { Target = new ProbeTarget(ProbeKind.Tls, 443) }];
        var up = new Streak(Opinion.Up, 2, new ProbeResult(ProbeOutcome.Healthy));
        var down = new Streak(Opinion.Down, 3, new ProbeResult(ProbeOutcome.WrongCertificate, "not valid"));
        Assert.Equal(Opinion.Up, MemberOpinion.Of([up, up], probes).Opinion);
        Assert.Equal(Opinion.Unknown, MemberOpinion.Of([up, default], probes).Opinion);
        Assert.Equal(new MemberOpinion(Opinion.Down, "tls:443: not valid"), MemberOpinion.Of([default, down], probes));
    }

    [Fact]
    public void What_a_server_says_is_cut_short()
    {
        var down = new Streak(Opinion.Down, 3, new ProbeResult(ProbeOutcome.HttpFailed, new string('x', 10_000)));
        Assert.Equal(200, MemberOpinion.Of([down], [new ProbeOptions()]).Detail!.Length);
    }
}
