using System.Globalization;

namespace Holdfast.Endpoints.Tests.Simulation;

/// <summary>
/// Three enactors in simulated worlds. HOLDFAST_SEED=n runs one schedule again; HOLDFAST_SCHEDULES=n runs as many, however
/// long it takes.
/// </summary>
public sealed class EnactorSimulationTests
{
    private const int DefaultSchedules = 100_000;

    [Fact]
    public void No_schedule_publishes_an_empty_or_an_older_plan_and_clean_up_never_removes_what_is_published()
    {
        var (first, count) = Number("HOLDFAST_SEED") is { } seed ? (seed, 1) : (1, Number("HOLDFAST_SCHEDULES") ?? DefaultSchedules);
        var started = TimeProvider.System.GetTimestamp();
        var (sum, ran) = RunAll(first, count, EnactorSchedule.Run, (left, right) => left + right, outcome => outcome.Failure);
        var elapsed = TimeProvider.System.GetElapsedTime(started);
        TestContext.Current.TestOutputHelper?.WriteLine($"{ran} schedules, {ran / elapsed.TotalSeconds:0} a second: {sum}");
        Assert.True(sum.Failure is null, sum.Failure);
        Assert.Equal(count, ran);
        if (count >= 1000)
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

    internal static (T Sum, int Ran) RunAll<T>(int first, int count, Func<int, T> run, Func<T, T, T> add, Func<T, string?> failure)
        where T : class
    {
        var gate = new Lock();
        T? sum = null;
        var ran = 0;
        Parallel.For(first, first + count, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, (seed, state) =>
        {
            var outcome = run(seed);
            lock (gate)
            {
                (sum, ran) = (sum is null ? outcome : add(sum, outcome), ran + 1);
            }

            if (failure(outcome) is not null)
            {
                state.Stop();
            }
        });
        return (sum!, ran);
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
}
