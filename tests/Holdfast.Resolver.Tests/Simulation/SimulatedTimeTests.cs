namespace Holdfast.Resolver.Tests.Simulation;

public sealed class SimulatedTimeTests
{
    [Fact]
    public void A_day_passes_at_once()
    {
        var time = new SimulatedTime();
        var start = time.GetUtcNow();
        var thread = new SimulatedThread(time, new Random(1));
        thread.Run(() => Task.Delay(TimeSpan.FromHours(24), time), TimeSpan.FromHours(25));
        Assert.Equal(TimeSpan.FromHours(24), time.GetUtcNow() - start);
    }

    [Fact]
    public void Timers_fire_in_the_order_in_which_they_fall_due()
    {
        var time = new SimulatedTime();
        var fired = new List<int>();
        using var late = time.CreateTimer(_ => fired.Add(3), null, TimeSpan.FromSeconds(3), Timeout.InfiniteTimeSpan);
        using var again = time.CreateTimer(_ => fired.Add(1), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        using var never = time.CreateTimer(_ => fired.Add(9), null, TimeSpan.FromSeconds(2), Timeout.InfiniteTimeSpan);
        never.Dispose();
        late.Change(TimeSpan.FromSeconds(2.5), Timeout.InfiniteTimeSpan);
        while (time.FireNext(TimeSpan.FromSeconds(4)))
        {
        }

        Assert.Equal([1, 1, 3, 1, 1], fired);
        Assert.Equal(TimeSpan.FromSeconds(4), time.Elapsed);
    }

    [Fact]
    public void A_cancellation_falls_due_in_simulated_time()
    {
        var time = new SimulatedTime();
        new SimulatedThread(time, new Random(1)).Run(
            async () =>
            {
                using var source = new CancellationTokenSource(TimeSpan.FromSeconds(5), time);
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.Delay(Timeout.InfiniteTimeSpan, time, source.Token));
                Assert.Equal(TimeSpan.FromSeconds(5), time.Elapsed);
            },
            TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void One_seed_gives_one_order_and_other_seeds_give_others()
    {
        Assert.Equal(Order(7), Order(7));
        Assert.True(Enumerable.Range(0, 20).Select(Order).Distinct().Count() > 5);
    }

    [Fact]
    public void Waiting_for_what_never_comes_is_an_error() =>
        Assert.Throws<InvalidOperationException>(() => new SimulatedThread(new SimulatedTime(), new Random(1))
            .Run(() => new TaskCompletionSource().Task, TimeSpan.FromMinutes(1)));

    private static string Order(int seed)
    {
        var order = new List<int>();
        new SimulatedThread(new SimulatedTime(), new Random(seed)).Run(
            () => Task.WhenAll(Enumerable.Range(0, 5).Select(async n =>
            {
                await Task.Yield();
                order.Add(n);
            })),
            TimeSpan.FromSeconds(1));
        return string.Concat(order);
    }
}
