namespace Holdfast.Load.Outage;

/// <summary>
/// All servers side by side, each with upstreams of its own, through each fault in turn. Before each fault everything is
/// healed and the steady load runs, so that caches are warm and it shows which operator each server prefers.
/// </summary>
internal static class OutageBench
{
    public static async Task<int> RunAsync(
        IReadOnlyList<string> servers, IReadOnlyList<OutageRow> rows, double least, OutagePace pace, Action<string> say, CancellationToken stop)
    {
        var contestants = new List<Contestant>();
        try
        {
            foreach (var name in servers)
            {
                contestants.Add(await Contestant.StartAsync(name, Contestants.All[name], stop));
            }

            await WarmAsync(contestants, TimeSpan.FromSeconds(8), stop);
            var lines = new List<(OutageRow Row, OutageResult[] Results)>();
            foreach (var row in rows)
            {
                await WarmAsync(contestants, pace.Warm, stop);
                var results = await Task.WhenAll(contestants.Select(contestant => row.TryAsync(contestant, pace, stop)));
                lines.Add((row, results));
                say($"{row.Title}: {string.Join(" | ", servers.Zip(results, (name, result) => $"{name} {OutageTable.Cell(result)}"))}");
            }

            say("");
            say(OutageTable.Format(servers, lines));
            return servers.Contains(Contestants.Ours) && lines.Any(line => line.Results[IndexOf(servers, Contestants.Ours)].Usable < least) ? 1 : 0;
        }
        finally
        {
            foreach (var contestant in contestants)
            {
                await contestant.DisposeAsync();
            }
        }
    }

    private static int IndexOf(IReadOnlyList<string> servers, string name) => servers.Index().First(server => server.Item == name).Index;

    private static async Task WarmAsync(List<Contestant> contestants, TimeSpan duration, CancellationToken stop)
    {
        contestants.ForEach(contestant => contestant.Heal());
        await Task.WhenAll(contestants.Select(contestant => contestant.SteadyAsync(duration, stop)));
    }
}
