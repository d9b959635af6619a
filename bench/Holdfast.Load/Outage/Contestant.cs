using System.Net;
using Holdfast.TestPeers.Probing;
using Holdfast.TestPeers.RealServers;
using Holdfast.TestPeers.Upstreams;

namespace Holdfast.Load.Outage;

/// <summary>One server under trial, with three upstream operators of its own and the load on it.</summary>
internal sealed class Contestant : IAsyncDisposable
{
    /// <summary>The load's rate: queries a second.</summary>
    public const double Rate = 500;

    private Contestant(string name, FaultyUpstream[] upstreams, RealServer server) => (Name, Upstreams, Server) = (name, upstreams, server);

    public string Name { get; }

    public RealServer Server { get; }

    /// <summary>The operators; <see cref="Busiest"/> orders them by use.</summary>
    public FaultyUpstream[] Upstreams { get; }

    public static async Task<Contestant> StartAsync(string name, Func<IPEndPoint[], ServerProgram> program, CancellationToken cancellationToken)
    {
        var zone = OutageZone.Create();
        FaultyUpstream[] upstreams = [FaultyUpstream.Start(zone), FaultyUpstream.Start(zone), FaultyUpstream.Start(zone)];
        var server = await RealServer.StartAsync(program([.. upstreams.Select(upstream => upstream.EndPoint)]), cancellationToken);
        return new Contestant(name, upstreams, server);
    }

    /// <summary>The operators, the most asked first: a fault of one operator is of no interest where nobody asks it.</summary>
    public FaultyUpstream[] Busiest() => [.. Upstreams.OrderByDescending(upstream => upstream.Authority.Queries)];

    /// <summary>Makes all operators healthy and forgets who was asked how often.</summary>
    public void Heal()
    {
        foreach (var upstream in Upstreams)
        {
            upstream.Set();
            upstream.Authority.ForgetCounts();
        }
    }

    /// <summary>Sets one fault on some operators.</summary>
    public void Break(IEnumerable<FaultyUpstream> upstreams, string fault)
    {
        foreach (var upstream in upstreams)
        {
            upstream.Set(fault);
        }
    }

    /// <summary>The steady load for a while.</summary>
    public async Task<ProbeTally> SteadyAsync(TimeSpan duration, CancellationToken cancellationToken)
    {
        await using var prober = new Prober(Server.EndPoint, OutageZone.SteadyLoad());
        return await prober.RunAsync(Rate, duration, cancellationToken);
    }

    /// <summary>Names never asked before, for a while.</summary>
    public async Task<ProbeTally> FreshAsync(double rate, TimeSpan duration, CancellationToken cancellationToken)
    {
        await using var prober = new Prober(Server.EndPoint, [OutageZone.FreshNames()]);
        return await prober.RunAsync(rate, duration, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        foreach (var upstream in Upstreams)
        {
            await upstream.DisposeAsync();
        }
    }
}
