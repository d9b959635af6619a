using System.Threading.Tasks.Sources;
using Holdfast.Resolver.Resolving;

namespace Holdfast.Resolver.Exchanges;

/// <summary>What holds queries until they are answered.</summary>
internal interface IPendingOwner
{
    /// <summary>Takes a query out.</summary>
    /// <returns>False when it was taken before. Whoever takes a query completes it, so it is completed once.</returns>
    bool Take(PendingQuery pending);
}

/// <summary>One query on its way, and the promise of its result.</summary>
/// <param name="query">The query as the caller gave it; borrowed until the result is there.</param>
/// <param name="deadline">When to give up.</param>
/// <param name="clock">The clock of the exchange.</param>
/// <param name="continueOnReader">From <see cref="ExchangeOptions.ContinueOnReader"/>.</param>
internal sealed class PendingQuery(ReadOnlyMemory<byte> query, Deadline deadline, MonotonicClock clock, bool continueOnReader = false) : IValueTaskSource<ExchangeResult>
{
    private ManualResetValueTaskSourceCore<ExchangeResult> _result = new() { RunContinuationsAsynchronously = !continueOnReader };

    private IPendingOwner? _owner;

    /// <summary>The next query in the same bucket of a <see cref="PendingTable"/>.</summary>
    public PendingQuery? Next;

    /// <summary>The query, its id not yet ours.</summary>
    public ReadOnlyMemory<byte> Query { get; } = query;

    /// <summary>How many octets its question has.</summary>
    public int QuestionOctets { get; } = QuestionMatch.QuestionOctets(query.Span);

    /// <summary>When it was handed in.</summary>
    public TimeSpan Began { get; } = clock.Now;

    /// <summary>When to give up, by the clock of the exchange.</summary>
    public TimeSpan GiveUpAt { get; } = deadline.Clock == clock ? deadline.At : clock.Now + deadline.Remaining;

    /// <summary>When to send it again; never by default.</summary>
    public TimeSpan ResendAt { get; set; } = TimeSpan.MaxValue;

    /// <summary>The id it was sent with.</summary>
    public ushort Id { get; set; }

    /// <summary>Whether its connection had worked before, so that losing it says nothing of the server and it may be asked again.</summary>
    public bool OnProvenConnection { get; set; }

    /// <summary>The promise.</summary>
    public ValueTask<ExchangeResult> Result => new(this, _result.Version);

    /// <summary>Notes who holds the query, so that its caller can call it back.</summary>
    public void HeldBy(IPendingOwner owner) => Volatile.Write(ref _owner, owner);

    /// <summary>Ends the query with a response. Only for who took it.</summary>
    public void Answer(ReadOnlySpan<byte> response) =>
        _result.SetResult(new(ExchangeOutcome.Answered, response.ToArray(), clock.Now - Began));

    /// <summary>Ends the query without one. Only for who took it.</summary>
    public void Fail(ExchangeOutcome outcome, string detail) =>
        _result.SetResult(new(outcome, default, clock.Now - Began, detail));

    /// <summary>Ends the query for its caller's sake, unless it ended before.</summary>
    public void Cancel()
    {
        if (Volatile.Read(ref _owner)?.Take(this) == true)
        {
            Fail(ExchangeOutcome.Cancelled, "no longer wanted");
        }
    }

    ExchangeResult IValueTaskSource<ExchangeResult>.GetResult(short token) => _result.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<ExchangeResult>.GetStatus(short token) => _result.GetStatus(token);

    void IValueTaskSource<ExchangeResult>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _result.OnCompleted(continuation, state, token, flags);
}
