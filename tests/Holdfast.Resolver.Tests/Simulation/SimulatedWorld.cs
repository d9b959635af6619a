using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using System.Net;
using Holdfast.Resolver.Cache;
using Holdfast.Resolver.LastKnownGood;
using Holdfast.Resolver.Providers;
using Holdfast.Resolver.Resolving;
using Holdfast.Resolver.Tests.Durable;
using Holdfast.TestPeers.Upstreams;
using Holdfast.Wire.Names;
using Holdfast.Wire.Records;
using Microsoft.Extensions.Logging.Abstractions;

namespace Holdfast.Resolver.Tests.Simulation;

/// <summary>
/// Three operators, the services behind the guarded name, a disk, and one process that resolves and can be killed: all of
/// it from one seed, on one thread.
/// </summary>
internal sealed class SimulatedWorld
{
    public const string Guarded = "guarded.sim.example.";
    public static readonly GuardRule Rule = new()
    {
        Name = DomainName.Parse(Guarded),
        Proofs = [Proof.Tcp(443)],
        MaxAge = TimeSpan.FromMinutes(1),
        ProofTimeout = TimeSpan.FromMilliseconds(500),
        ProofTtl = TimeSpan.FromSeconds(5),
        ServeTtl = TimeSpan.FromSeconds(3),
        SoakTime = TimeSpan.FromSeconds(30),
    };

    /// <summary>How long operators let their denials be remembered.</summary>
    public static readonly TimeSpan DenialTtl = TimeSpan.FromSeconds(5);

    public static readonly CachePolicy Policy = new() { MaxOctets = 1 << 20, MaxStale = TimeSpan.FromSeconds(20) };

    /// <summary>The resolver's limits: so little may be asked for speed alone that a schedule can use it up.</summary>
    public static readonly ResolverOptions Options = new() { Health = new HealthPolicy { HedgesPerQuestion = 0.01, HedgeBurst = 2 } };

    private readonly ProcessDesign _design;
    private readonly Action<ReadOnlyMemory<byte>> _onResponse;
    private readonly Action<string> _onWrong;
    private MemoryStorage _disk = new();

    /// <summary>Makes a world in which no process runs yet.</summary>
    /// <param name="seed">What everything follows from.</param>
    /// <param name="zone">What the operators know at first.</param>
    /// <param name="design">What its processes are built of.</param>
    /// <param name="onResponse">Told of each response that reaches a process.</param>
    /// <param name="onWrong">Told of what a process must not do.</param>
    public SimulatedWorld(int seed, ZoneModel zone, ProcessDesign design, Action<ReadOnlyMemory<byte>> onResponse, Action<string> onWrong)
    {
        Chance = new Random(seed);
        Time = new SimulatedTime();
        Thread = new SimulatedThread(Time, new Random(Chance.Next()));
        Services = new SimulatedServices(Time);
        Operators = [.. new[] { "one", "two", "three" }.Select(name => new SimulatedOperator(name, zone, Time))];
        _design = design;
        _onResponse = onResponse;
        _onWrong = onWrong;
    }

    public Random Chance { get; }

    public SimulatedTime Time { get; }

    public SimulatedThread Thread { get; }

    public SimulatedServices Services { get; }

    public ImmutableArray<SimulatedOperator> Operators { get; }

    public SimulatedProcess Process { get; private set; } = null!;

    public HoldfastResolver Resolver { get; private set; } = null!;

    public GuardBook Guard { get; private set; } = null!;

    /// <summary>The books of what the process asks for speed alone.</summary>
    public HedgeLedger Ledger { get; private set; } = null!;

    public MonotonicClock Clock { get; private set; } = null!;

    /// <summary>Starts the process on what the disk holds.</summary>
    public void Start()
    {
        Process = new SimulatedProcess(Time);
        Clock = new MonotonicClock(Process);
        var chance = new Random(Chance.Next());
        var salt = new Random(Chance.Next());
        var prover = new SimulatedProver(Services, Process, chance) { BelievesAnything = _design.BelievesAddresses };
        if (!GuardBook.TryOpen(
            new GuardOptions { Rules = [_design.Rule] }, Clock, NullLogger.Instance, prover, _disk, () => (ulong)salt.NextInt64(), out var guard, out var fault))
        {
            throw new InvalidOperationException($"The log could not be opened: {fault}");
        }

        Guard = guard;
        Ledger = new HedgeLedger(Options.Health, _onWrong);
        var providers = Operators.Select(peer => new Provider(peer.Name, [peer.Connect(Clock, chance, Ledger, OnResponse)]));
        Resolver = new HoldfastResolver(
            new ForwardingTable([.. providers]),
            _design.Options,
            new AnswerCache(_design.Policy, Chance.NextInt64()),
            _design.Guards ? guard : null,
            Clock,
            new ResolverMetrics(new NoMeters()),
            NullLogger<HoldfastResolver>.Instance);
    }

    /// <summary>Ends the process at once, with or without the machine's power.</summary>
    public void Kill(bool losingPower)
    {
        Process.Kill();
        if (_design.ForgetsAtRestart)
        {
            _disk = new MemoryStorage();
        }
        else if (losingPower)
        {
            _disk.LosePower(Chance);
        }
        else
        {
            _disk.Restart();
        }
    }

    /// <summary>A person releases the guarded name.</summary>
    public void Release()
    {
        if (!_design.IgnoresReleases)
        {
            Guard.Release(Rule.Name);
        }

        Guard.WriteLog();
    }

    /// <summary>Asks as a client would; null when the process was killed meanwhile.</summary>
    public async Task<Resolution?> AskAsync(string name, TimeSpan patience)
    {
        var process = Process;
        var asked = Resolver.ResolveAsync(
            new ResolutionRequest(new Wire.Messages.Question(DomainName.Parse(name), RecordType.A)), Clock.In(patience), CancellationToken.None).AsTask();
        return await Task.WhenAny(asked, process.Killed) == asked ? await asked : null;
    }

    /// <summary>The A records of an answer.</summary>
    public static IPAddress[] Addresses(ReadOnlySpan<byte> response) =>
        Wire.Messages.Message.TryRead(response, out var message, out _, out _)
            ? [.. message.Answers.Select(record => record.Data).OfType<AData>().Select(data => data.Address)]
            : [];

    private void OnResponse(ReadOnlyMemory<byte> response)
    {
        _onResponse(response);
        if (_design.BelievesDenials
            && Wire.Messages.Message.TryRead(response.Span, out var message, out _, out _)
            && message.Questions[0].Name.Equals(Rule.Name)
            && message.Answers.Length == 0
            && message.ResponseCode is Wire.Messages.ResponseCode.NoError or Wire.Messages.ResponseCode.NameError)
        {
            Guard.Release(Rule.Name);
        }
    }

    private sealed class NoMeters : IMeterFactory
    {
        public Meter Create(MeterOptions options) => new(options);

        public void Dispose()
        {
        }
    }
}
