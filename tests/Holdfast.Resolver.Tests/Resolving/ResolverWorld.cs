using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net;
using Holdfast.Resolver.Cache;
using Holdfast.Resolver.LastKnownGood;
using Holdfast.Resolver.Providers;
using Holdfast.Resolver.Resolving;
using Holdfast.Resolver.Tests.Simulation;
using Holdfast.TestPeers.Upstreams;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Names;
using Holdfast.Wire.Records;
using Microsoft.Extensions.Logging.Abstractions;

namespace Holdfast.Resolver.Tests.Resolving;

/// <summary>A resolver over three simulated operators, <c>a</c>, <c>b</c> and <c>c</c>, on one thread and one clock.</summary>
internal sealed class ResolverWorld
{
    private readonly SimulatedTime _time = new();
    private readonly SimulatedThread _thread;

    private ResolverWorld(int seed)
    {
        var chance = new Random(seed);
        _thread = new SimulatedThread(_time, chance);
        Clock = new MonotonicClock(_time);
        var zone = ZoneModel.Of("test.", negativeTtl: 5)
            .WithAddresses("short.test.", 5, "192.0.2.1")
            .WithAddresses("long.test.", 3600, "192.0.2.2")
            .WithAlias("alias.test.", 60, "short.test.")
            .WithAddresses("guarded.test.", 5, "192.0.2.3");
        Authorities = [.. Enumerable.Range(0, 3).Select(_ => new FaultyAuthority(zone))];
        Exchanges = [.. Authorities.Select((authority, i) =>
            new SimulatedExchange(string.Create(CultureInfo.InvariantCulture, $"udp://192.0.2.{i + 1}:53"), authority, Clock, chance))];
        Providers = [.. Exchanges.Select((exchange, i) => new Provider(((char)('a' + i)).ToString(), [exchange]))];
        Cache = new AnswerCache(new CachePolicy(), seed);
    }

    public MonotonicClock Clock { get; }

    public FaultyAuthority[] Authorities { get; }

    public SimulatedExchange[] Exchanges { get; }

    public Provider[] Providers { get; }

    public AnswerCache Cache { get; }

    public HoldfastResolver Resolver { get; private set; } = null!;

    public GuardBook? Guard { get; private set; }

    /// <summary>The addresses behind which something answers; all others refuse.</summary>
    public HashSet<string> Alive { get; } = ["192.0.2.1", "192.0.2.2", "192.0.2.3"];

    public long Queries => Authorities.Sum(authority => authority.Queries);

    /// <summary>Runs a scene; the resolver is made before it and disposed of after it.</summary>
    public static void Run(Func<ResolverWorld, Task> scene, bool guarded = false, int seed = 1, ResolverOptions? options = null)
    {
        var world = new ResolverWorld(seed);
        world._thread.Run(
            async () =>
            {
                await using var guardBook = guarded ? world.OpenGuard() : null;
                world.Guard = guardBook;
                await using var resolver = new HoldfastResolver(
                    new ForwardingTable([.. world.Providers]),
                    options ?? ResolverOptions.Default,
                    world.Cache,
                    guardBook,
                    world.Clock,
                    new ResolverMetrics(new PlainMeters()),
                    NullLogger<HoldfastResolver>.Instance);
                world.Resolver = resolver;
                await scene(world);
            },
            TimeSpan.FromDays(3));
    }

    public async Task<(Resolution Resolution, TimeSpan Took)> AskAsync(string name, RecordType type = RecordType.A)
    {
        var start = Clock.Now;
        var request = new ResolutionRequest(new Question(DomainName.Parse(name), type));
        var resolution = await Resolver.ResolveAsync(request, Clock.In(TimeSpan.FromSeconds(4)), CancellationToken.None);
        return (resolution, Clock.Now - start);
    }

    public Task Pass(double seconds) => Task.Delay(TimeSpan.FromSeconds(seconds), _time);

    public void SetAll(params string[] faults)
    {
        foreach (var authority in Authorities)
        {
            authority.Set(faults);
        }
    }

    private GuardBook OpenGuard()
    {
        var rule = new GuardRule { Name = DomainName.Parse("guarded.test."), Proofs = [Proof.Tcp(443)] };
        Assert.True(GuardBook.TryOpen(
            new GuardOptions { Rules = [rule] }, Clock, NullLogger.Instance, new Prover(this), new PlainMeters(), out var book, out var fault), fault);
        return book;
    }

    private sealed class Prover(ResolverWorld world) : IProver
    {
        public async ValueTask<ProofResult> ProveAsync(
            IPAddress address, Proof proof, DomainName name, TimeSpan timeout, CancellationToken cancellationToken)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(2), world._time, cancellationToken);
            return world.Alive.Contains(address.ToString())
                ? new ProofResult(ProofOutcome.Alive)
                : new ProofResult(ProofOutcome.Refused, $"{address} refuses");
        }
    }

    private sealed class PlainMeters : IMeterFactory
    {
        public Meter Create(MeterOptions options) => new(options);

        public void Dispose()
        {
        }
    }
}
