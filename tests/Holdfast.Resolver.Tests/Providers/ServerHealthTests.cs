using Holdfast.Resolver.Providers;

namespace Holdfast.Resolver.Tests.Providers;

public sealed class ServerHealthTests
{
    private static readonly HealthPolicy _policy = HealthPolicy.Default;

    [Fact]
    public void A_server_nobody_asked_is_well()
    {
        var report = new ServerHealth(_policy).Report(At(0));
        Assert.True(report.IsWell);
        Assert.False(report.Measured);
        Assert.Equal(_policy.HedgeCeiling, report.HedgeDelay);
    }

    [Fact]
    public void Several_questions_unanswered_and_none_answered_since_is_silence()
    {
        var health = Measured(milliseconds: 1);
        health.Asked(At(100));
        health.Asked(At(110));
        Assert.True(health.Report(At(5000)).IsWell);
        health.Asked(At(120));
        Assert.True(health.Report(At(149)).IsWell);
        Assert.Equal(IllnessKind.Silent, health.Report(At(151)).Illness);
    }

    [Fact]
    public void One_slow_name_among_answered_ones_accuses_nobody()
    {
        var health = Measured(milliseconds: 1);
        for (var i = 0; i < 100; i++)
        {
            health.Asked(At(i * 100));
            health.Asked(At((i * 100) + 1));
            health.Responded(TimeSpan.FromMilliseconds(1));
        }

        Assert.True(health.Report(At(10_100)).IsWell);
    }

    [Fact]
    public void Any_response_ends_silence()
    {
        var health = Measured(milliseconds: 1);
        for (var i = 0; i < 10; i++)
        {
            health.Asked(At(i));
        }

        Assert.False(health.Report(At(1000)).IsWell);
        health.Responded(TimeSpan.FromMilliseconds(1));
        Assert.True(health.Report(At(1000)).IsWell);
    }

    [Fact]
    public void Failures_in_a_row_open_the_breaker_and_one_help_closes_it()
    {
        var health = new ServerHealth(_policy);
        for (var i = 0; i < _policy.FailuresToOpen; i++)
        {
            Assert.True(health.Report(At(0)).IsWell);
            health.Failed();
        }

        Assert.Equal(IllnessKind.Failing, health.Report(At(0)).Illness);
        health.Helped();
        Assert.True(health.Report(At(0)).IsWell);
    }

    [Fact]
    public void Right_answers_elsewhere_do_not_make_up_for_wrong_ones()
    {
        var health = new ServerHealth(_policy);
        for (var i = 0; i < _policy.FailuresToOpen; i++)
        {
            health.WasWrong();
            health.Helped();
        }

        Assert.Equal(IllnessKind.Wrong, health.Report(At(0)).Illness);
        health.ProvedRight();
        Assert.True(health.Report(At(0)).IsWell);
    }

    [Fact]
    public void The_hedge_delay_follows_the_servers_own_times_within_floor_and_ceiling()
    {
        Assert.Equal(_policy.HedgeFloor, Measured(milliseconds: 1).Report(At(0)).HedgeDelay);
        Assert.InRange(Measured(milliseconds: 40).Report(At(0)).HedgeDelay.TotalMilliseconds, 40, 62);
        Assert.Equal(_policy.HedgeCeiling, Measured(milliseconds: 900).Report(At(0)).HedgeDelay);
    }

    private static ServerHealth Measured(int milliseconds)
    {
        var health = new ServerHealth(_policy);
        for (var i = 0; i < 50; i++)
        {
            health.Asked(At(0));
            health.Responded(TimeSpan.FromMilliseconds(milliseconds));
        }

        return health;
    }

    private static TimeSpan At(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
