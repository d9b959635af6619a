using System.Globalization;

namespace Holdfast.Endpoints.Tests.Simulation;

/// <summary>
/// Three enactors in simulated worlds. HOLDFAST_SEED=n runs one schedule again; HOLDFAST_SCHEDULES=n runs as many, however
/// long it takes; without either as many of 100,000 as fit into the limit below.
/// </summary>
public sealed class EnactorSimulationTests
{
    private const int DefaultSchedules = 100_000;
    private const int LeastSchedules = 2_000;
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(60);

    [Fact]
    public void No_schedule_publishes_an_empty_or_an_older_plan_and_clean_up_never_removes_what_is_published()
    {
        var wanted = Number("HOLDFAST_SCHEDULES");
        var (first, most) = Number("HOLDFAST_SEED") is { } seed ? (seed, 1) : (1, wanted ?? DefaultSchedules);
        var started = TimeProvider.System.GetTimestamp();
        var gate = new Lock();
        var (sum, count) = (EnactorSchedule.Outcome.None, 0);
        Parallel.For(first, first + most, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, (each, state) =>
        {
            var outcome = EnactorSchedule.Run(each);
            lock (gate)
            {
                (sum, count) = (sum + outcome, count + 1);
                var late = wanted is null && count >= LeastSchedules && TimeProvider.System.GetElapsedTime(started) > _limit;
                if (outcome.Failure is not null || late)
                {
                    state.Stop();
                }
            }
        });
        TestContext.Current.TestOutputHelper?.WriteLine($"{count} schedules, {count / TimeProvider.System.GetElapsedTime(started).TotalSeconds:0} a second: {sum}");
        Assert.True(sum.Failure is null, sum.Failure);
        if (count > 1000)
        {
            // A simulation that meets no trouble proves nothing.
            Assert.All(
                new (string What, int Count)[]
                {
                    (nameof(sum.Overtaken), sum.Overtaken), (nameof(sum.Refused), sum.Refused), (nameof(sum.Stood), sum.Stood), (nameof(sum.Frozen), sum.Frozen),
                    (nameof(sum.StoreFailed), sum.StoreFailed), (nameof(sum.Strays), sum.Strays), (nameof(sum.RolledBack), sum.RolledBack), (nameof(sum.CleanedUp), sum.CleanedUp),
                },
                trouble => Assert.True(trouble.Count > count / 50, $"{trouble.What}: {trouble.Count} in {count} schedules"));
            Assert.True(sum.Forced > count / 500, $"{sum.Forced} plans were forced in {count} schedules");
            Assert.True(sum.Published > 2 * count, $"{sum.Published} plans were published in {count} schedules");
        }
    }

    [Fact]
    public void One_seed_gives_one_history() => Assert.Equal(EnactorSchedule.Run(4711), EnactorSchedule.Run(4711));

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
}
