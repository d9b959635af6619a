using System.Collections.Immutable;
using System.Net;
using Holdfast.Resolver.Resolving;
using Holdfast.Wire.Names;

namespace Holdfast.Resolver.LastKnownGood;

/// <summary>
/// Where proofs are ordered: it remembers results for the rule's time, shares proofs under way, limits how many run at
/// once, and renews in the background what is in use, so that serving a name again and again never waits.
/// </summary>
internal sealed class ProofDesk(IProver prover, MonotonicClock clock, int maxProofs, GuardMetrics metrics) : IDisposable
{
    // How many results are remembered; beyond it the oldest go.
    private const int MaxRemembered = 16_384;

    // Failures are looked at again sooner than successes: a service that comes back should be found quickly.
    private static readonly TimeSpan _renewFailureAfter = TimeSpan.FromSeconds(1);

    // Once one address proved itself, how long the others are waited for.
    private static readonly TimeSpan _grace = TimeSpan.FromMilliseconds(50);

    // How many proofs may wait for each one that may run.
    private const int WaitingPerPlace = 16;

    private readonly Lock _gate = new();
    private readonly Dictionary<Subject, Entry> _entries = [];
    private readonly SemaphoreSlim _places = new(maxProofs);
    private readonly CancellationTokenSource _stopping = new();
    private int _underWay;

    /// <summary>Orders the proofs of an address, without waiting for them.</summary>
    /// <param name="address">The address.</param>
    /// <param name="name">The name that was asked.</param>
    /// <param name="rule">The proofs, all of which must succeed, and their times.</param>
    /// <returns>The result, already there when it is remembered.</returns>
    public Task<ProofResult> Order(IPAddress address, DomainName name, GuardRule rule)
    {
        var subject = new Subject(address, name, rule.Proofs);
        TaskCompletionSource<ProofResult>? begun = null;
        Entry? entry;
        Task<ProofResult> ordered;
        lock (_gate)
        {
            if (!_entries.TryGetValue(subject, out entry))
            {
                MakeRoom();
                _entries[subject] = entry = new Entry();
            }

            var age = clock.Now - entry.At;
            var fresh = entry.Last is not null && age <= rule.ProofTtl;
            var renewAfter = entry.Last is { IsAlive: true } ? rule.ProofTtl / 2 : Shorter(_renewFailureAfter, rule.ProofTtl);
            if (entry.Running is null && (!fresh || age > renewAfter))
            {
                // Continuations run where the proof ends: asynchronous ones behind a Task.WhenAny would go to the thread pool.
                begun = new TaskCompletionSource<ProofResult>();
                entry.Running = begun.Task;
            }

            ordered = fresh ? Task.FromResult(entry.Last!.Value) : entry.Running!;
        }

        if (begun is not null)
        {
            _ = RunAsync(subject, entry, rule.ProofTimeout, begun);
        }

        return ordered;
    }

    /// <summary>Waits for ordered proofs: until all are done, or shortly after the first success, or the deadline.</summary>
    /// <returns>The result of each, in the same order; null where it did not come in time.</returns>
    public async ValueTask<ImmutableArray<ProofResult?>> WaitAsync(
        IReadOnlyList<Task<ProofResult>> proofs, Deadline deadline, CancellationToken cancellationToken)
    {
        var limit = deadline;
        var running = proofs.Where(proof => !proof.IsCompleted).ToList();
        var anyAlive = AnyAlive(proofs);
        if (anyAlive)
        {
            limit = limit.Within(_grace);
        }

        while (running.Count > 0 && !limit.HasPassed)
        {
            using var alarm = new Alarm(clock.Time, limit.Remaining, cancellationToken);
            await Task.WhenAny([.. running, alarm.Rings]);
            if (cancellationToken.IsCancellationRequested)
            {
                break;
            }

            running.RemoveAll(proof => proof.IsCompleted);
            if (!anyAlive && AnyAlive(proofs))
            {
                anyAlive = true;
                limit = limit.Within(_grace);
            }
        }

        return [.. proofs.Select(proof => proof.IsCompleted ? proof.Result : (ProofResult?)null)];
    }

    /// <summary>Gives up all proofs under way.</summary>
    public void Dispose() => _stopping.Cancel();

    private static bool AnyAlive(IReadOnlyList<Task<ProofResult>> proofs) =>
        proofs.Any(proof => proof is { IsCompleted: true, Result.IsAlive: true });

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    // The root of a proof's task: the prover does not throw, and cancellation ends as a result.
    private async Task RunAsync(Subject subject, Entry entry, TimeSpan timeout, TaskCompletionSource<ProofResult> begun)
    {
        var result = await ProveAllAsync(subject, timeout);
        metrics.Proved(result.Outcome);
        lock (_gate)
        {
            if (result.Outcome is not (ProofOutcome.Overloaded or ProofOutcome.Cancelled))
            {
                entry.Last = result;
                entry.At = clock.Now;
            }

            entry.Running = null;
        }

        begun.SetResult(result);
    }

    private async Task<ProofResult> ProveAllAsync(Subject subject, TimeSpan timeout)
    {
        if (Interlocked.Increment(ref _underWay) > maxProofs * (1 + WaitingPerPlace))
        {
            Interlocked.Decrement(ref _underWay);
            return new ProofResult(ProofOutcome.Overloaded, "too many proofs at once");
        }

        try
        {
            await _places.WaitAsync(_stopping.Token);
        }
        catch (OperationCanceledException)
        {
            Interlocked.Decrement(ref _underWay);
            return new ProofResult(ProofOutcome.Cancelled, "stopping");
        }

        try
        {
            foreach (var proof in subject.Proofs)
            {
                var result = await prover.ProveAsync(subject.Address, proof, subject.Name, timeout, _stopping.Token);
                if (!result.IsAlive)
                {
                    return result with { Detail = $"{proof} at {subject.Address}: {result.Detail ?? result.Outcome.ToString()}" };
                }
            }

            return new ProofResult(ProofOutcome.Alive);
        }
        finally
        {
            _places.Release();
            Interlocked.Decrement(ref _underWay);
        }
    }

    private void MakeRoom()
    {
        if (_entries.Count < MaxRemembered)
        {
            return;
        }

        foreach (var (subject, _) in _entries.Where(pair => pair.Value.Running is null)
            .OrderBy(pair => pair.Value.At).Take(MaxRemembered / 8).ToArray())
        {
            _entries.Remove(subject);
        }
    }

    private sealed class Entry
    {
        public Task<ProofResult>? Running { get; set; }

        public ProofResult? Last { get; set; }

        public TimeSpan At { get; set; }
    }

    private readonly record struct Subject(IPAddress Address, DomainName Name, ImmutableArray<Proof> Proofs)
    {
        public bool Equals(Subject other) =>
            Address.Equals(other.Address) && Name == other.Name && Proofs.AsSpan().SequenceEqual(other.Proofs.AsSpan());

        public override int GetHashCode() => HashCode.Combine(Address, Name, Proofs.Length);
    }
}
