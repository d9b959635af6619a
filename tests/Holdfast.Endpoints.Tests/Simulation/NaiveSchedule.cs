using Holdfast.Store;

namespace Holdfast.Endpoints.Tests.Simulation;

/// <summary>Three enactors of the naive design, and a planner that makes a new plan now and then. Nothing fails: one of them is slow.</summary>
internal static class NaiveSchedule
{
    private const int Steps = 120;

    /// <summary>Runs the schedule of a seed.</summary>
    /// <returns>What the record's model found wrong; null when nothing.</returns>
    public static string? Run(int seed)
    {
        SynchronizationContext.SetSynchronizationContext(null);
        var world = new SimulatedWorld(seed);
        var record = new RecordModel(() => NaiveEnactor.Look(world.Store));
        world.Store.Committed = (client, _) => record.Look(client);
        var clients = Enumerable.Range(0, 3).Select(n => world.Network.Connect($"zone-{n}")).ToArray();
        var rounds = new Task?[clients.Length];
        var generation = 0L;
        for (var step = 0; step < Steps && record.Wrong is null; step++)
        {
            var n = world.Chance.Next(clients.Length);
            if (world.Happens(1, 8))
            {
                world.Store.Commit("planner", new StoreBatch([], [StoreOperation.Put(NaiveEnactor.PlanKey(++generation), new byte[3])]));
            }
            else if (rounds[n] is null or { IsCompleted: true })
            {
                rounds[n] = new NaiveEnactor(clients[n]).RunRoundAsync();
            }
            else
            {
                world.Network.Deliver(clients[n]);
            }
        }

        return record.Wrong is { } wrong ? $"seed {seed}: {wrong}" : null;
    }
}
