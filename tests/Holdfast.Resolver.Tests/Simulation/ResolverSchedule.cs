using System.Globalization;
using System.Net;
using System.Text;
using Holdfast.Resolver.Providers;
using Holdfast.TestPeers.Upstreams;

namespace Holdfast.Resolver.Tests.Simulation;

/// <summary>
/// One schedule: clients ask all the time, and one thing after another happens to the world, drawn by the seed: operators
/// fall silent, fail, deny, lie, lose packets; services move and die; the process is killed, the power lost, a name released.
/// </summary>
internal sealed class ResolverSchedule
{
    private const int Events = 14;
    private const int PlainNames = 4;
    private static readonly IPAddress _nowhere = IPAddress.Parse("203.0.113.66");
    private static readonly TimeSpan _writeEvery = TimeSpan.FromMilliseconds(200);

    private readonly SimulatedWorld _world;
    private readonly ResolverModel _model;
    private readonly StringBuilder _story = new();
    private readonly List<string> _wrong = [];
    private int _questions;
    private int _hedges;
    private int _nextAddress = 1;
    private IPAddress _address;
    private bool _ended;

    private ResolverSchedule(int seed, ProcessDesign design)
    {
        ResolverModel? model = null;
        var zone = ZoneModel.Of("sim.example.", (uint)SimulatedWorld.DenialTtl.TotalSeconds);
        for (var n = 0; n < PlainNames; n++)
        {
            zone = zone.WithAddresses(PlainName(n), n % 2 == 0 ? 5u : 30u, $"198.51.100.{n + 1}");
        }

        _world = new SimulatedWorld(seed, zone, design, response => model?.OnResponse(response), _wrong.Add);
        _model = model = new ResolverModel(_world);
        _address = NewAddress();
    }

    /// <summary>What a schedule did, for the sum over all of them.</summary>
    internal sealed record Outcome(string? Failure, int Answers, int Held, int Obliged, int Hedges, int Steps);

    /// <summary>Runs the schedule of a seed.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="design">What its processes are built of.</param>
    public static Outcome Run(int seed, ProcessDesign design)
    {
        var schedule = new ResolverSchedule(seed, design);
        try
        {
            schedule._world.Thread.Run(schedule.LiveAsync, TimeSpan.FromHours(1));
        }
        catch (Exception bug) when (bug is not OutOfMemoryException)
        {
            schedule._wrong.Add(bug.ToString());
        }

        var failure = schedule._wrong.Count == 0 ? null : $"seed {seed}\n{string.Join('\n', schedule._wrong.Take(5))}\n\nWhat happened:\n{schedule._story}";
        return new Outcome(failure, schedule._model.Answers, schedule._model.Held, schedule._model.Obliged, schedule._hedges + schedule._world.Ledger.Hedges, schedule._world.Thread.Steps);
    }

    private async Task LiveAsync()
    {
        _world.Start();
        var clients = ClientsAsync();
        var disk = WriteLogAsync();
        await Pass(2, 20);
        for (var n = 0; n < Events && _wrong.Count == 0; n++)
        {
            Happen();
            await Pass(0.2, _world.Chance.Next(6) == 0 ? 90 : 15);
        }

        _ended = true;
        await clients;
        await disk;
        CheckBudget();
    }

    private void Happen()
    {
        var chance = _world.Chance;
        var peer = _world.Operators[chance.Next(_world.Operators.Length)];
        switch (chance.Next(16))
        {
            case 0 or 1:
                Say("all sound");
                foreach (var one in _world.Operators)
                {
                    one.Break();
                    one.Set(PathQuality.Near);
                }

                break;
            case 2 or 3 or 4 or 5:
                peer.Break(DrawFault(chance));
                Say(peer.ToString());
                break;
            case 6 or 7:
                var fault = DrawFault(chance);
                foreach (var one in _world.Operators)
                {
                    one.Break(fault);
                }

                Say($"all: {fault}");
                break;
            case 8 or 9:
                peer.Set(new PathQuality(TimeSpan.FromMilliseconds(1 + chance.Next(300)), TimeSpan.FromMilliseconds(1 + chance.Next(100)), chance.NextDouble() * 0.6));
                Say(peer.ToString());
                break;
            case 10 or 11:
                Move(chance.Next(3) == 0);
                break;
            case 12:
                var alive = !_world.Services.IsAlive(_address);
                _world.Services.Set(_address, alive);
                Say($"{_address} is {(alive ? "alive" : "dead")}");
                break;
            case 13 or 14:
                var losingPower = chance.Next(2) == 0;
                Say(losingPower ? "power is lost" : "kill -9");
                _hedges += _world.Ledger.Hedges;
                _world.Kill(losingPower);
                _model.OnKilled();
                _world.Start();
                break;
            default:
                Say("released");
                _world.Release();
                _model.OnReleased();
                break;
        }
    }

    private static string DrawFault(Random chance)
    {
        var fault = chance.Next(9) switch
        {
            0 => "silent",
            1 => "servfail",
            2 => "refused",
            3 => "nodata",
            4 => "nxdomain",
            5 => $"addresses={_nowhere}",
            6 => "malformed",
            7 => "wrongid",
            _ => "flapping=3s:nodata",
        };
        var scope = chance.Next(4) == 0 ? "" : $" name={SimulatedWorld.Guarded}";
        var share = chance.Next(3) == 0 ? string.Create(CultureInfo.InvariantCulture, $" share={chance.NextDouble():0.00}") : "";
        // Only the guarded name is proved; a lie about others cannot be told from the truth.
        return fault.StartsWith("addresses", StringComparison.Ordinal) ? $"{fault} name={SimulatedWorld.Guarded}{share}" : fault + scope + share;
    }

    // The service moves: the new place lives, operators say so, and the old one dies at once or stays.
    private void Move(bool oldDies)
    {
        var old = _address;
        _address = NewAddress();
        _world.Services.Set(old, !oldDies);
        Say($"moved from {old}, which {(oldDies ? "died" : "lives on")}, to {_address}");
    }

    private IPAddress NewAddress()
    {
        var address = IPAddress.Parse(string.Create(CultureInfo.InvariantCulture, $"192.0.2.{_nextAddress++}"));
        _world.Services.Set(address, alive: true);
        foreach (var peer in _world.Operators)
        {
            peer.Authority.Zone = peer.Authority.Zone.Without(SimulatedWorld.Guarded).WithAddresses(SimulatedWorld.Guarded, 5, address.ToString());
        }

        return address;
    }

    private async Task ClientsAsync()
    {
        var clients = new List<Task>();
        while (!_ended)
        {
            var burst = 1 + (_world.Chance.Next(8) == 0 ? _world.Chance.Next(5) : 0);
            var name = _world.Chance.Next(2) == 0 ? SimulatedWorld.Guarded : PlainName(_world.Chance.Next(PlainNames));
            for (var n = 0; n < burst; n++)
            {
                clients.Add(AskAsync(name));
            }

            if (burst > 3)
            {
                // Everything at once: questions that are not equal compete for what they share.
                clients.AddRange(Enumerable.Range(0, PlainNames).Select(n => AskAsync(PlainName(n))));
            }

            clients.RemoveAll(client => client.IsCompletedSuccessfully);
            await Pass(0.02, 1.5);
        }

        await Task.WhenAll(clients);
    }

    private async Task AskAsync(string name)
    {
        _questions++;
        var (asked, process) = (_world.Time.Elapsed, _world.Process);
        var patience = TimeSpan.FromSeconds(4);
        if (await _world.AskAsync(name, patience) is not { } resolution)
        {
            return;
        }

        if (_world.Time.Elapsed - asked > patience + TimeSpan.FromSeconds(1))
        {
            _wrong.Add($"{name} asked at {asked:c} took {_world.Time.Elapsed - asked:c}");
        }

        if (_model.Judge(name, asked, process, resolution) is { } wrong)
        {
            _wrong.Add(wrong);
        }
    }

    private async Task WriteLogAsync()
    {
        while (!_ended)
        {
            await Task.Delay(_writeEvery, _world.Time);
            if (_world.Guard.WriteLog())
            {
                _model.OnWritten();
            }
        }
    }

    // A question makes at most one flight, and a flight asks each operator at most once; the rest are probes.
    private void CheckBudget()
    {
        var probes = (long)(_world.Time.Elapsed / HealthPolicy.Default.ProbeIll) + Events;
        foreach (var peer in _world.Operators)
        {
            if (peer.Asked > _questions + probes)
            {
                _wrong.Add($"operator {peer.Name} was asked {peer.Asked} times for {_questions} questions and at most {probes} probes");
            }
        }
    }

    private Task Pass(double leastSeconds, double mostSeconds) =>
        Task.Delay(TimeSpan.FromSeconds(leastSeconds + ((mostSeconds - leastSeconds) * _world.Chance.NextDouble())), _world.Time);

    private void Say(string what) => _story.AppendLine(CultureInfo.InvariantCulture, $"{_world.Time.Elapsed:c} {what}");

    private static string PlainName(int n) => string.Create(CultureInfo.InvariantCulture, $"plain{n}.sim.example.");
}
