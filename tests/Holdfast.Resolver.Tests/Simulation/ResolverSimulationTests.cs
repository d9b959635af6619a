using System.Collections.Concurrent;
using System.Globalization;

namespace Holdfast.Resolver.Tests.Simulation;

/// <summary>
/// The whole resolver in a simulated world. HOLDFAST_SEED=n runs one schedule again; HOLDFAST_SCHEDULES=n runs as many,
/// however long it takes; without either as many as fit into the limits below, and never fewer than the least of them.
/// </summary>
[Collection(SimulationRuns.Name)]
public sealed class ResolverSimulationTests
{
    private const int DefaultSchedules = 3000;
    private const int LeastSchedules = 2000;
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(40);

    [Fact]
    public void No_schedule_breaks_an_invariant()
    {
        var wanted = Number("HOLDFAST_SCHEDULES");
        var (first, count) = Number("HOLDFAST_SEED") is { } seed ? (seed, 1) : (1, wanted ?? DefaultSchedules);
        var started = TimeProvider.System.GetTimestamp();
        var outcomes = new ConcurrentBag<ResolverSchedule.Outcome>();
        Parallel.For(first, first + count, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, (seed, state) =>
        {
            var outcome = ResolverSchedule.Run(seed, ProcessDesign.Sound);
            outcomes.Add(outcome);
            var late = wanted is null && outcomes.Count >= LeastSchedules && TimeProvider.System.GetElapsedTime(started) > _limit;
            if (outcome.Failure is not null || late)
            {
                state.Stop();
            }
        });
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{outcomes.Count} schedules, {outcomes.Sum(one => (long)one.Steps)} steps, {outcomes.Sum(one => one.Answers)} answers, {outcomes.Sum(one => one.Held)} held, {outcomes.Sum(one => one.Obliged)} that had to be positive, {outcomes.Sum(one => one.Hedges)} hedges");
        if (outcomes.FirstOrDefault(one => one.Failure is not null) is { } failed)
        {
            Assert.Fail(failed.Failure!);
        }

        if (count > 1)
        {
            // A simulation that meets no trouble proves nothing.
            Assert.True(outcomes.Sum(one => one.Held) > outcomes.Count, "hardly anything was ever held");
            Assert.True(outcomes.Sum(one => one.Obliged) > 10 * outcomes.Count, "hardly any answer had to be positive");
            Assert.True(outcomes.Sum(one => one.Hedges) > outcomes.Count, "hardly anything was asked twice for speed");
        }
    }

    [Fact]
    public void One_seed_gives_one_history()
    {
        var first = ResolverSchedule.Run(4711, ProcessDesign.Sound);
        var second = ResolverSchedule.Run(4711, ProcessDesign.Sound);
        Assert.Equal(first, second);
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
}
