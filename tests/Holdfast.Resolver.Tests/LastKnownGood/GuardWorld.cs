using System.Collections.Concurrent;
using System.Net;
using Holdfast.Resolver.Cache;
using Holdfast.Resolver.LastKnownGood;
using Holdfast.Resolver.Resolving;
using Holdfast.Resolver.Tests.Durable;
using Holdfast.Resolver.Tests.Simulation;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Names;
using Holdfast.Wire.Records;
using Microsoft.Extensions.Logging.Abstractions;

namespace Holdfast.Resolver.Tests.LastKnownGood;

/// <summary>A book over a clock, a disk and a network that the test moves.</summary>
internal sealed class GuardWorld : IProver
{
    public static readonly DomainName Api = DomainName.Parse("api.example.com");

    public static readonly GuardRule Rule = new() { Name = Api, Proofs = [Proof.Tcp(443)] };

    public static readonly ProviderVerdict[] AllDeny =
        [new("quad9", AnswerKind.NoData, "NODATA"), new("cloudflare", AnswerKind.NameError, "NXDOMAIN")];

    public static readonly ProviderVerdict[] AllSilent =
        [new("quad9", AnswerKind.Failure, "timed out"), new("cloudflare", AnswerKind.Failure, "timed out")];

    private readonly ConcurrentDictionary<IPAddress, ProofOutcome> _network = new();
    private ulong _salt;
    private SimulatedThread? _thread;

    public GuardWorld(params GuardRule[] rules)
    {
        Clock = new MonotonicClock(Time);
        Options = new GuardOptions { Rules = [.. rules.Length == 0 ? [Rule] : rules] };
        Book = Open();
    }

    public SimulatedTime Time { get; } = new(new DateTimeOffset(2026, 10, 20, 6, 48, 0, TimeSpan.Zero));

    public MonotonicClock Clock { get; }

    public MemoryStorage Disk { get; } = new();

    public GuardOptions Options { get; set; }

    public GuardBook Book { get; private set; }

    /// <summary>How many proofs were carried out.</summary>
    public int Proofs { get; private set; }

    public List<GuardChange> Changes { get; } = [];

    public Deadline Soon => Clock.In(TimeSpan.FromSeconds(2));

    /// <summary>Sets what an address does from now on; unknown ones refuse.</summary>
    public void Set(string address, ProofOutcome outcome) => _network[IPAddress.Parse(address)] = outcome;

    public Task RestartAsync()
    {
        Restart(cleanly: true);
        return Task.CompletedTask;
    }

    /// <summary>Ends the process, by a stop or by a kill, and starts a new one.</summary>
    public void Restart(bool cleanly)
    {
        if (cleanly)
        {
            Run(() => Book.DisposeAsync().AsTask());
        }

        Disk.Restart();
        Book = Open();
    }

    public static ResolutionRequest Request(DomainName? name = null, RecordType type = RecordType.A, bool dnssecOk = false) =>
        new(new Question(name ?? Api, type), dnssecOk);

    /// <summary>A positive answer with these addresses, as an operator would give it.</summary>
    public static FinishedAnswer Answer(params string[] addresses) => Answer(Request(), [.. addresses.Select(Address)]);

    public static ResourceRecord Address(string address) => IPAddress.Parse(address) is var parsed && parsed.GetAddressBytes().Length == 4
        ? new ResourceRecord(Api, RecordClass.Internet, 60, new AData(parsed))
        : new ResourceRecord(Api, RecordClass.Internet, 60, new AaaaData(parsed));

    public static FinishedAnswer Answer(ResolutionRequest request, ResourceRecord[] answers, ResourceRecord[]? authorities = null)
    {
        var message = new Message
        {
            Flags = MessageFlags.Response | MessageFlags.RecursionAvailable,
            Questions = [request.Question],
            Answers = [.. answers],
            Authorities = [.. authorities ?? []],
        };
        return new FinishedAnswer(message.ToOctets(), [], AnswerKind.Positive, TimeSpan.FromSeconds(60), "quad9");
    }

    public void Observe(string provider, params string[] addresses) => Run(() =>
    {
        Book.Observe(Request(), provider, Answer(addresses));
        return Task.CompletedTask;
    });

    public Task<HeldAnswer> HoldAsync(IReadOnlyList<ProviderVerdict>? verdicts = null, ResolutionRequest? request = null) =>
        RunAsync(() => Book.HoldAsync(request ?? Request(), verdicts ?? AllDeny, Soon, CancellationToken.None));

    public Task<Judgement> JudgeAsync(string provider, params string[] addresses) =>
        RunAsync(() => Book.JudgeAsync(Request(), Answer(addresses), provider, [], Soon, CancellationToken.None));

    /// <summary>The addresses in an answer, as another reader than the resolver's sees them: the last octets of each A record.</summary>
    public static string[] AddressesOf(HeldAnswer held)
    {
        Assert.True(held.IsHeld, held.Reason);
        Assert.True(Message.TryRead(held.Answer.Octets, out var message, out _, out _));
        return [.. message.Answers.Select(record => record.Data.ToString()).Order(StringComparer.Ordinal)];
    }

    public async ValueTask<ProofResult> ProveAsync(
        IPAddress address, Proof proof, DomainName name, TimeSpan timeout, CancellationToken cancellationToken)
    {
        Proofs++;
        var outcome = _network.GetValueOrDefault(address, ProofOutcome.Refused);
        if (outcome == ProofOutcome.TimedOut)
        {
            await Task.Delay(timeout, Time, CancellationToken.None);
        }

        return new ProofResult(outcome);
    }

    /// <summary>Lets time pass, with all that falls due in it.</summary>
    public void Pass(TimeSpan time) => Run(() => Task.Delay(time, Time));

    /// <summary>Runs some work on the simulated thread until it is done; time goes from timer to timer.</summary>
    public Task<T> RunAsync<T>(Func<ValueTask<T>> work)
    {
        T? result = default;
        Run(async () => result = await work());
        return Task.FromResult(result!);
    }

    // One thread for the whole story: what runs in the background goes on where it was left.
    public void Run(Func<Task> work) => (_thread ??= new SimulatedThread(Time, new Random(1))).Run(work, TimeSpan.FromDays(100));

    private GuardBook Open()
    {
        var opened = GuardBook.TryOpen(Options, Clock, NullLogger.Instance, this, Disk, () => ++_salt, out var book, out var fault);
        Assert.True(opened, fault);
        book!.Changed += change =>
        {
            lock (Changes)
            {
                Changes.Add(change);
            }
        };
        return book;
    }
}
