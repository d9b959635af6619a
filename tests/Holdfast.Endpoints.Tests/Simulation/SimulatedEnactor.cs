using System.Collections.Immutable;
using System.Net;
using Holdfast.Endpoints.Observing;
using Holdfast.Endpoints.Publishing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Holdfast.Endpoints.Tests.Simulation;

/// <summary>One machine that observes and enacts, in one incarnation after another.</summary>
internal sealed class SimulatedEnactor
{
    private static readonly EndpointsMetrics _metrics = new();

    private readonly SimulatedWorld _world;
    private readonly EndpointsOptions _options;
    private ImmutableDictionary<IPAddress, MemberOpinion> _seen = ImmutableDictionary<IPAddress, MemberOpinion>.Empty;
    private Enactor _enactor = null!;
    private Task<Round>? _round;

    public SimulatedEnactor(SimulatedWorld world, string name, EndpointsOptions options, PoolOptions pool)
    {
        (_world, _options, Pool) = (world, options with { Enactor = name }, pool);
        Clock = new SimulatedClock(world);
        Client = world.Network.Connect(name);
        Start();
    }

    public SimulatedClock Clock { get; }

    public SimulatedClient Client { get; private set; }

    /// <summary>The pool as this machine knows it; read when it starts.</summary>
    public PoolOptions Pool { get; set; }

    public bool IsBusy => _round is { IsCompleted: false };

    /// <summary>What its rounds came to.</summary>
    public Dictionary<RoundOutcome, int> Outcomes { get; } = [];

    /// <summary>What its last round came to.</summary>
    public Round? Last { get; private set; }

    /// <summary>Its observer sees members as they are, or as it thinks they are.</summary>
    public void See(Func<IPAddress, Opinion> look) => _seen = Pool.Members.ToImmutableDictionary(member => member.Address, member => new MemberOpinion(look(member.Address)));

    /// <summary>Goes one round, as far as it gets without an answer of the store.</summary>
    public void Go() => Watch(_enactor.RunRoundAsync(CancellationToken.None).AsTask());

    /// <summary>The process ends at once, wherever it is; and starts again, knowing nothing.</summary>
    public void Crash()
    {
        _world.Network.Drop(Client);
        _round = null;
        Client = _world.Network.Connect(Client.Name);
        Start();
    }

    private void Start()
    {
        _seen = ImmutableDictionary<IPAddress, MemberOpinion>.Empty;
        var name = _options.Enactor;
        _enactor = new Enactor(
            Pool, _options, () => new PoolOpinions(name, _seen), new PlanPublisher(Client, _options.KeptGenerations), new HealthBoard(), Clock, _metrics, NullLogger.Instance);
    }

    private async void Watch(Task<Round> round)
    {
        _round = round;
        var last = await round;
        if (_round == round)
        {
            Last = last;
            Outcomes[last.Outcome] = Outcomes.GetValueOrDefault(last.Outcome) + 1;
        }
    }
}
