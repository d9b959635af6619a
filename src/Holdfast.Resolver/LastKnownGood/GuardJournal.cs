using Holdfast.Resolver.Durable;

namespace Holdfast.Resolver.LastKnownGood;

/// <summary>
/// Brings states to the log in batches: of each key only the latest. What cannot be written waits, and is tried again; in
/// the meantime the book goes on in memory. Noting is safe from any thread; writing is done by one at a time.
/// </summary>
internal sealed class GuardJournal : IDisposable
{
    // A log below this is never compacted; above it, when it is so many times as long as what is alive in it.
    private const long LeastCompacted = 256 << 10;
    private const int CompactFactor = 4;

    // How many octets of records are brought to the log in one write.
    private const int MaxBatchOctets = 1 << 20;

    private readonly AppendLog _log;
    private readonly Func<IEnumerable<GuardState>> _living;
    private readonly Action<string?> _onHealth;
    private readonly Lock _gate = new();
    private readonly Lock _writing = new();
    private Dictionary<GuardKey, GuardState?> _pending = [];
    private long _compactAbove;
    private bool _mustCompact;
    private bool _failing;

    /// <summary>Takes the log.</summary>
    /// <param name="log">The log, owned from now on.</param>
    /// <param name="living">Everything that is remembered now, for compaction.</param>
    /// <param name="onHealth">Told once when writing begins to fail, with the reason, and once when it works again, with null.</param>
    public GuardJournal(AppendLog log, Func<IEnumerable<GuardState>> living, Action<string?> onHealth)
    {
        (_log, _living, _onHealth) = (log, living, onHealth);
        _compactAbove = Math.Max(LeastCompacted, Living(living).Sum(octets => (long)octets.Length) * CompactFactor);
    }

    /// <summary>Called when something is noted that was not there before.</summary>
    public Action? OnPending { get; set; }

    /// <summary>Notes a state to be written.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="state">The state; null when it is forgotten.</param>
    public void Note(GuardKey key, GuardState? state)
    {
        bool first;
        lock (_gate)
        {
            first = _pending.Count == 0;
            _pending[key] = state;
        }

        if (first)
        {
            OnPending?.Invoke();
        }
    }

    /// <summary>Writes all that waits, and synchronizes it with the disk.</summary>
    /// <returns>Whether nothing is left behind.</returns>
    public bool Write()
    {
        lock (_writing)
        {
            Dictionary<GuardKey, GuardState?> batch;
            lock (_gate)
            {
                (batch, _pending) = (_pending, []);
            }

            if (batch.Count == 0 && !_mustCompact)
            {
                return true;
            }

            var written = _mustCompact || _log.Length > _compactAbove ? Compact(out var fault) || Append(batch, out fault) : Append(batch, out fault);
            if (!written)
            {
                PutBack(batch);
            }

            if (_failing == written)
            {
                _failing = !written;
                _onHealth(fault);
            }

            return written;
        }
    }

    /// <summary>Writes what waits and closes the log.</summary>
    public void Dispose()
    {
        Write();
        lock (_writing)
        {
            _log.Dispose();
        }
    }

    private static IEnumerable<byte[]> Living(Func<IEnumerable<GuardState>> living) => living().Select(GuardStateCodec.Encode);

    private bool Append(Dictionary<GuardKey, GuardState?> batch, out string? fault)
    {
        var records = new List<byte[]>();
        var octets = 0;
        foreach (var (key, state) in batch)
        {
            records.Add(state is null ? GuardStateCodec.EncodeForgotten(key) : GuardStateCodec.Encode(state));
            octets += records[^1].Length;
            if (octets > MaxBatchOctets)
            {
                if (!_log.TryAppend(records, out fault))
                {
                    return false;
                }

                records.Clear();
                octets = 0;
            }
        }

        if (!_log.TryAppend(records, out fault))
        {
            return false;
        }

        // After a failed fsync the kernel may have dropped what it could not write: only a new file is sure.
        _mustCompact = !_log.TrySync(out fault);
        return !_mustCompact;
    }

    // What lives now is at least as new as what waits.
    private bool Compact(out string? fault)
    {
        if (!_log.TryCompact(Living(_living), out fault))
        {
            return false;
        }

        _mustCompact = false;
        _compactAbove = Math.Max(LeastCompacted, _log.Length * CompactFactor);
        return true;
    }

    private void PutBack(Dictionary<GuardKey, GuardState?> batch)
    {
        lock (_gate)
        {
            foreach (var (key, state) in batch)
            {
                _pending.TryAdd(key, state);
            }
        }
    }
}
