using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text;
using Holdfast.Endpoints.Guarding;
using Holdfast.Endpoints.Observing;
using Holdfast.Endpoints.Planning;
using Holdfast.Endpoints.Publishing;
using Holdfast.Wire.Names;

namespace Holdfast.Endpoints.Tests.Simulation;

/// <summary>
/// One schedule of three enactors, drawn by the seed: which of them goes on, up to its next request to the store; what becomes
/// of the request; who crashes where; members die and come back; observers go blind; clocks jump; pools change, also to none;
/// a person freezes, thaws, rolls back and forces. In the end all becomes calm, and the name must tell the truth.
/// </summary>
internal sealed class EnactorSchedule
{
    private const int Enactors = 3;
    private const int Steps = 90;
    private const int CalmRounds = 10;
    private const int Kept = 3;
    private static readonly DomainName _name = DomainName.Parse("api.sim.example.");
    private static readonly ImmutableArray<IPNetwork> _prefixes = [IPNetwork.Parse("192.0.2.0/24")];
    private static readonly EndpointsOptions _options = new() { KeptGenerations = Kept, ReportLifetime = TimeSpan.FromSeconds(12) };

    private readonly SimulatedWorld _world;
    private readonly PublicationModel _model;
    private readonly SimulatedEnactor[] _enactors;
    private readonly HashSet<IPAddress> _dead = [];
    private readonly StringBuilder? _story;
    private readonly SimulatedClient _person;
    private PoolOptions _pool;
    private Task? _asked;
    private string? _wrong;

    private EnactorSchedule(int seed, bool tells)
    {
        _world = new SimulatedWorld(seed);
        _story = tells ? new StringBuilder() : null;
        _pool = Draw();
        _model = new PublicationModel(_world.Store, _name, Kept, address => _prefixes[0].Contains(address));
        _enactors = [.. Enumerable.Range(0, Enactors).Select(n => new SimulatedEnactor(_world, $"zone-{n}", _options, _pool))];
        _person = _world.Network.Connect("person");
    }

    /// <summary>What a schedule did, for the sum over all of them.</summary>
    internal sealed record Outcome(
        string? Failure, int Published, int Overtaken, int Refused, int Stood, int Frozen, int StoreFailed, int Strays, int Forced, int RolledBack, int CleanedUp, int Calls)
    {
        public static Outcome None { get; } = new(null, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

        public static Outcome operator +(Outcome left, Outcome right) => new(
            left.Failure ?? right.Failure,
            left.Published + right.Published,
            left.Overtaken + right.Overtaken,
            left.Refused + right.Refused,
            left.Stood + right.Stood,
            left.Frozen + right.Frozen,
            left.StoreFailed + right.StoreFailed,
            left.Strays + right.Strays,
            left.Forced + right.Forced,
            left.RolledBack + right.RolledBack,
            left.CleanedUp + right.CleanedUp,
            left.Calls + right.Calls);
    }

    /// <summary>Runs the schedule of a seed; one that fails is run once more, to tell its story.</summary>
    public static Outcome Run(int seed)
    {
        var outcome = new EnactorSchedule(seed, tells: false).Live();
        return outcome.Failure is null ? outcome : outcome with { Failure = Retell(seed) };
    }

    private static string Retell(int seed)
    {
        var again = new EnactorSchedule(seed, tells: true);
        return $"seed {seed}: {again.Live().Failure}\n\nWhat happened:\n{again._story}";
    }

    private int _calls;

    private Outcome Live()
    {
        // Continuations run where answers are given; a context of the test's would take them elsewhere.
        SynchronizationContext.SetSynchronizationContext(null);
        foreach (var enactor in _enactors)
        {
            Look(enactor);
        }

        for (var step = 0; step < Steps && Wrong is null; step++)
        {
            Happen();
        }

        if (Wrong is null)
        {
            CalmDown();
        }

        int Count(RoundOutcome outcome) => _enactors.Sum(enactor => enactor.Outcomes.GetValueOrDefault(outcome));
        return new Outcome(
            Wrong, _model.Record.Generations, Count(RoundOutcome.Overtaken), Count(RoundOutcome.Refused), Count(RoundOutcome.Stands), Count(RoundOutcome.Frozen),
            Count(RoundOutcome.StoreFailed), _world.Network.Strays, _model.Forced, _model.RolledBack, _model.CleanedUp, _calls);
    }

    private string? Wrong => _model.Wrong ?? _wrong;

    private void Happen()
    {
        var chance = _world.Chance;
        var enactor = _enactors[chance.Next(Enactors)];
        switch (chance.Next(100))
        {
            case < 52:
                GoOn(enactor);
                break;
            case < 62:
                if (enactor.IsBusy)
                {
                    Say($"{enactor.Client.Name}: its request is disturbed");
                    _calls++;
                    _world.Network.Disturb(enactor.Client);
                }

                break;
            case < 65:
                _world.Network.ArriveLate();
                break;
            case < 68:
                Say($"{enactor.Client.Name} crashes");
                enactor.Crash();
                Look(enactor);
                break;
            case < 80:
                Pass(_world.Happens(1, 8) ? TimeSpan.FromMinutes(1 + chance.Next(20)) : TimeSpan.FromSeconds(0.5 + (5 * chance.NextDouble())));
                break;
            case < 82:
                enactor.Clock.Error += DrawJump();
                Say($"{enactor.Client.Name}: the clock is wrong by {enactor.Clock.Error}");
                break;
            case < 88:
                Change(_pool.Members[chance.Next(_pool.Members.Length)].Address);
                break;
            case < 91:
                Misjudge(enactor);
                break;
            case < 93:
                Reconfigure(enactor);
                break;
            default:
                Ask();
                break;
        }
    }

    // One step of one process: it begins a round, or has its request answered.
    private void GoOn(SimulatedEnactor enactor)
    {
        if (enactor.IsBusy)
        {
            _calls++;
            _world.Network.Deliver(enactor.Client);
        }
        else
        {
            enactor.Go();
        }

        if (!enactor.IsBusy && enactor.Last is { } last)
        {
            Say($"{enactor.Client.Name}: {last.Outcome} {last.Text} {last.Plan?.Generation}");
        }
    }

    private void Change(IPAddress address)
    {
        if (!_dead.Remove(address))
        {
            _dead.Add(address);
        }

        Say($"{address} is {(_dead.Contains(address) ? "dead" : "alive")}");
        foreach (var enactor in _enactors.Where(_ => _world.Happens(2, 3)))
        {
            Look(enactor);
        }
    }

    private void Look(SimulatedEnactor enactor) => enactor.See(address => _dead.Contains(address) ? Opinion.Down : Opinion.Up);

    private void Misjudge(SimulatedEnactor enactor)
    {
        var seen = (Opinion)_world.Chance.Next(3);
        Say($"{enactor.Client.Name} sees everything {seen}");
        enactor.See(_ => seen);
    }

    // Pools change on one machine first: a member more or less, none at all, one from elsewhere.
    private void Reconfigure(SimulatedEnactor enactor)
    {
        var chance = _world.Chance;
        switch (chance.Next(5))
        {
            case 0:
                enactor.Pool = enactor.Pool with { Members = [] };
                break;
            case 1:
                enactor.Pool = enactor.Pool with { Members = enactor.Pool.Members.Add(Member("203.0.113.66", 0)), Edition = _pool.Edition };
                break;
            case 2 when _pool.Members.Length > 3:
                _pool = _pool with { Members = _pool.Members.RemoveAt(chance.Next(_pool.Members.Length)), Edition = _pool.Edition + 1 };
                enactor.Pool = _pool;
                break;
            default:
                enactor.Pool = _pool;
                break;
        }

        Say($"{enactor.Client.Name} restarts with edition {enactor.Pool.Edition}: {string.Join(", ", enactor.Pool.Members.Select(member => member.Address.ToString()))}");
        enactor.Crash();
        Look(enactor);
    }

    // A person uses the same store over the same network; what was asked last may still be under way.
    private void Ask()
    {
        var chance = _world.Chance;
        if (_asked is { IsCompleted: false })
        {
            _calls++;
            if (_world.Happens(1, 4))
            {
                _world.Network.Disturb(_person);
            }
            else
            {
                _world.Network.Deliver(_person);
            }

            return;
        }

        var publisher = new PlanPublisher(_person, Kept);
        var freeze = new Freeze("person", DateTimeOffset.UnixEpoch + _world.Now, "to see");
        var who = chance.Next(6) == 0 ? DomainName.Root : _name;
        (string What, Func<ValueTask<PersonResult>> Ask) asked = chance.Next(8) switch
        {
            0 => ("freeze", () => publisher.FreezeAsync(who, freeze, CancellationToken.None)),
            1 => ("roll back", () => publisher.RollBackAsync(_name, new Generation(1 + chance.Next((int)(_model.Published?.Generation.Value ?? 1))), freeze, CancellationToken.None)),
            2 or 3 => ("force", () => publisher.ForceAsync(_name, "person", freeze.At, CancellationToken.None)),
            _ => ("thaw", () => publisher.ThawAsync(who, CancellationToken.None)),
        };
        Say($"a person asks: {asked.What} {who}");
        _asked = AskAsync(asked.Ask);
    }

    private static async Task AskAsync(Func<ValueTask<PersonResult>> ask)
    {
        try
        {
            await ask();
        }
        catch (Store.StoreException)
        {
            // The person sees it, and looks at what became of it.
        }
    }

    // No more faults; everybody sees the truth and knows the pool. Soon the name must tell the truth.
    private void CalmDown()
    {
        Say("calm");
        _world.Network.Drop(_person);
        _world.Store.Commit("thaw", new Store.StoreBatch([], [Store.StoreOperation.Delete(PlanKeys.Frozen(_name)), Store.StoreOperation.Delete(PlanKeys.Frozen(DomainName.Root))]));
        foreach (var enactor in _enactors)
        {
            (enactor.Pool, enactor.Clock.Error) = (_pool, TimeSpan.Zero);
            enactor.Crash();
            Look(enactor);
        }

        _world.Network.ForgetStrays();
        var right = 0;
        for (var round = 0; round < CalmRounds && right < 2 && Wrong is null; round++)
        {
            Pass(TimeSpan.FromSeconds(61));
            foreach (var enactor in _enactors)
            {
                for (GoOn(enactor); enactor.IsBusy; GoOn(enactor))
                {
                }
            }

            // Whoever removed more members at once than the guard lets go has to say so.
            if (_model.Published?.Serving.Any(member => !_pool.Members.Any(one => one.Address.Equals(member.Address))) == true)
            {
                var forced = AskAsync(() => new PlanPublisher(_person, Kept).ForceAsync(_name, "person", DateTimeOffset.UnixEpoch, CancellationToken.None));
                while (!forced.IsCompleted)
                {
                    _world.Network.Deliver(_person);
                }
            }

            right = TellsTheTruth() ? right + 1 : 0;
        }

        if (right == 0)
        {
            _wrong ??= $"all is calm, [{string.Join(", ", _dead)}] are dead, and [{string.Join(", ", _model.Published?.Serving.Select(member => member.Address) ?? [])}] are served by generation {_model.Published?.Generation}";
        }
    }

    // Whoever is alive serves, with failover of the region that does; where nobody is alive the last plan stands.
    private bool TellsTheTruth()
    {
        HashSet<IPAddress> alive = [.. _pool.Members.Select(member => member.Address).Where(address => !_dead.Contains(address))];
        if (alive.Count == 0)
        {
            return true;
        }

        if (_pool.Policy.Kind == PlanPolicyKind.Failover)
        {
            alive.RemoveWhere(address => _pool.Members.First(member => member.Address.Equals(address)).Region != _model.Published?.ActiveRegion);
        }

        return alive.Count > 0 && alive.SetEquals(_model.Published?.Serving.Select(member => member.Address) ?? []);
    }

    private void Pass(TimeSpan time)
    {
        _world.Now += time;
        Say($"{time:g} pass");
    }

    private TimeSpan DrawJump() => (_world.Chance.Next(2) * 2 - 1) * _world.Chance.Next(4) switch
    {
        0 => TimeSpan.FromSeconds(2),
        1 => TimeSpan.FromSeconds(40),
        2 => TimeSpan.FromHours(1),
        _ => TimeSpan.FromDays(30),
    };

    private PoolOptions Draw()
    {
        var chance = _world.Chance;
        return new PoolOptions
        {
            Name = _name,
            Members = [.. Enumerable.Range(1, 3 + chance.Next(4)).Select(n => Member($"192.0.2.{n}", n))],
            Health = new HealthPolicy
            {
                Quorum = 1 + chance.Next(2),
                MinUp = TimeSpan.FromSeconds(5),
                MinDown = TimeSpan.FromSeconds(10),
                SuspicionHold = TimeSpan.FromSeconds(60),
                VelocityWindow = TimeSpan.FromSeconds(30),
                VelocityShare = 0.5,
            },
            Policy = new PlanPolicy
            {
                Kind = (PlanPolicyKind)chance.Next(4),
                Regions = ["west", "east"],
                FailbackAfter = TimeSpan.FromSeconds(30),
            },
            Guard = new GuardLimits { AllowedPrefixes = _prefixes, ShrinkWindow = TimeSpan.FromSeconds(60) },
        };
    }

    private static PoolMember Member(string address, int n) => new()
    {
        Address = IPAddress.Parse(address),
        Zone = $"zone-{n % 3}",
        Region = n % 2 == 0 ? "west" : "east",
        Weight = 1 + (n % 3),
    };

    private void Say(FormattableString what)
    {
        if (_story is { } story)
        {
            story.Append(_world.Now.ToString("c", CultureInfo.InvariantCulture)).Append(' ').AppendLine(what.ToString(CultureInfo.InvariantCulture));
        }
    }

    private void Say(string what) => _story?.Append(_world.Now.ToString("c", CultureInfo.InvariantCulture)).Append(' ').AppendLine(what);
}
