using System.Buffers;
using System.Buffers.Binary;
using Holdfast.Resolver.Resolving;
using Holdfast.Wire.Messages;

namespace Holdfast.Resolver.Exchanges.Streams;

/// <summary>
/// One connection that carries many queries at once, answered in any order (RFC 7766 §6.2.1.1, §7). It takes queries from
/// its birth and sends them when it is open; queries that meet while another is being written leave together.
/// </summary>
internal sealed class StreamConnection : IPendingOwner, IDisposable
{
    // What may wait for a peer that is slow to connect or to read.
    private const int MaxOutgoingOctets = 1 << 20;

    // How many times longer than by our own limit a connection stays idle when its server offers that.
    private const int LongestKeepaliveFactor = 6;

    private const int LengthOctets = sizeof(ushort);
    private const int UsualReadOctets = 16 << 10;

    // An idle connection is left this much before the server closes it, so that no query meets the closing (RFC 7828 §3.4).
    private static readonly TimeSpan _closingMargin = TimeSpan.FromSeconds(1);

    private readonly IStreamOpener _opener;
    private readonly ExchangeOptions _options;
    private readonly MonotonicClock _clock;
    private readonly ExchangeMetrics _metrics;
    private readonly Action<StreamConnection> _closed;
    private readonly DeadlineTimer _timer;
    private readonly PendingTable _pending;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();

    // Under the lock.
    private ArrayBufferWriter<byte> _outgoing = new();
    private ArrayBufferWriter<byte> _leaving = new();
    private Stream? _stream;
    private bool _writing;
    private bool _retired;
    private bool _answeredSome;
    private TimeSpan _openedAt;
    private TimeSpan _heardAt;
    private TimeSpan _idleSince;
    private TimeSpan _idleLimit;

    public StreamConnection(
        IStreamOpener opener,
        ExchangeOptions options,
        SecureNumbers numbers,
        MonotonicClock clock,
        ExchangeMetrics metrics,
        Action<StreamConnection> closed)
    {
        (_opener, _options, _clock, _metrics, _closed) = (opener, options, clock, metrics, closed);
        _pending = new PendingTable(numbers);
        _timer = new DeadlineTimer(clock, Sweep);
        _idleSince = clock.Now;
        _idleLimit = options.StreamIdle;
    }

    /// <summary>How many queries wait for their answers.</summary>
    public int Waiting => _pending.Count;

    /// <summary>Begins to connect.</summary>
    /// <returns>Ends when the connection has.</returns>
    public async Task RunAsync()
    {
        _metrics.ConnectionsOpened.Add(1);
        var (outcome, detail) = await OpenAndReadAsync().ConfigureAwait(false);
        List<PendingQuery> left = [];
        lock (_lock)
        {
            _retired = true;
            _pending.RemoveAll(left);
        }

        _timer.Dispose();
        _closed(this);
        foreach (var pending in left)
        {
            pending.OnProvenConnection |= _answeredSome;
            pending.Fail(outcome, detail);
        }
    }

    /// <summary>Takes a query.</summary>
    /// <returns>False when the connection takes no more and another must be used.</returns>
    public bool TryAsk(PendingQuery pending)
    {
        Stream? stream;
        lock (_lock)
        {
            if (_retired || _outgoing.WrittenCount > MaxOutgoingOctets)
            {
                return false;
            }

            _pending.Add(pending);
            pending.HeldBy(this);
            pending.OnProvenConnection = _stream is not null;
            AppendLocked(pending);
            stream = _writing ? null : _stream;
            _writing |= stream is not null;
        }

        _timer.WakeBy(pending.GiveUpAt);
        if (stream is not null)
        {
            _ = WriteAsync(stream);
        }

        return true;
    }

    /// <inheritdoc/>
    public bool Take(PendingQuery pending)
    {
        bool taken, last;
        lock (_lock)
        {
            taken = _pending.Remove(pending);
            last = LastLeftLocked();
        }

        CloseIf(last);
        return taken;
    }

    /// <summary>Closes; what waits ends as lost.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _retired = true;
        }

        CloseIf(true);
    }

    private async Task<(ExchangeOutcome Outcome, string Detail)> OpenAndReadAsync()
    {
        using var limit = new CancellationTokenSource(_options.ConnectLimit, _clock.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _stop.Token);
        var opened = await _opener.OpenAsync(both.Token).ConfigureAwait(false);
        if (opened.Stream is not { } stream)
        {
            return (opened.Outcome, opened.Detail ?? "");
        }

        await using (stream.ConfigureAwait(false))
        {
            bool write;
            lock (_lock)
            {
                _stream = stream;
                _heardAt = _openedAt = _clock.Now;
                write = _writing = _outgoing.WrittenCount > 0;
            }

            _timer.WakeBy(_clock.Now + _idleLimit);
            if (write)
            {
                _ = WriteAsync(stream);
            }

            return (ExchangeOutcome.ConnectionRefused, await ReadAsync(stream).ConfigureAwait(false));
        }
    }

    // Returns why reading ended.
    private async Task<string> ReadAsync(Stream stream)
    {
        var buffer = new byte[UsualReadOctets];
        var filled = 0;
        try
        {
            while (true)
            {
                var octets = await stream.ReadAsync(buffer.AsMemory(filled), _stop.Token).ConfigureAwait(false);
                if (octets == 0)
                {
                    return "the server closed the connection";
                }

                filled += octets;
                var used = Receive(buffer.AsSpan(0, filled));
                buffer.AsSpan(used, filled - used).CopyTo(buffer);
                filled -= used;
                if (filled == buffer.Length)
                {
                    Array.Resize(ref buffer, LengthOctets + Message.MaxOctets);
                }
            }
        }
        catch (Exception ended) when (ended is IOException or ObjectDisposedException or OperationCanceledException)
        {
            return ended is IOException ? $"the connection broke: {ended.InnerException?.Message ?? ended.Message}" : "the connection was closed";
        }
    }

    // Takes all whole messages; returns how many octets they were.
    private int Receive(ReadOnlySpan<byte> octets)
    {
        var used = 0;
        while (octets.Length - used >= LengthOctets
            && BinaryPrimitives.ReadUInt16BigEndian(octets[used..]) is var length
            && octets.Length - used - LengthOctets >= length)
        {
            ReceiveMessage(octets.Slice(used + LengthOctets, length));
            used += LengthOctets + length;
        }

        return used;
    }

    private void ReceiveMessage(ReadOnlySpan<byte> message)
    {
        PendingQuery? answered;
        bool last;
        var keepalive = KeepaliveReader.Read(message);
        TimeSpan? idleUntil = null;
        lock (_lock)
        {
            _heardAt = _clock.Now;
            answered = _pending.TakeAnsweredBy(message);
            _answeredSome |= answered is not null;
            if (answered is not null && keepalive is { } timeout && HeedLocked(timeout))
            {
                idleUntil = _heardAt + _idleLimit;
            }

            last = LastLeftLocked();
        }

        if (idleUntil is { } earlier)
        {
            _timer.WakeBy(earlier);
        }

        answered?.Answer(message);
        CloseIf(last);
    }

    // The server says how long it keeps an idle connection (RFC 7828 §3.2.2): no longer do we, though not much longer than
    // by our own limit either; zero asks us to leave as soon as we have what we wait for.
    private bool HeedLocked(TimeSpan timeout)
    {
        _retired |= timeout == TimeSpan.Zero;
        var own = _options.StreamIdle * LongestKeepaliveFactor;
        var left = timeout > 2 * _closingMargin ? timeout - _closingMargin : timeout / 2;
        var limit = left < own ? left : own;
        (var changed, _idleLimit) = (limit != _idleLimit, limit);
        return changed;
    }

    private void AppendLocked(PendingQuery pending)
    {
        var query = pending.Query.Span;
        var frame = _outgoing.GetSpan(LengthOctets + query.Length);
        BinaryPrimitives.WriteUInt16BigEndian(frame, checked((ushort)query.Length));
        query.CopyTo(frame[LengthOctets..]);
        BinaryPrimitives.WriteUInt16BigEndian(frame[LengthOctets..], pending.Id);
        _outgoing.Advance(LengthOctets + query.Length);
    }

    // Whoever set _writing runs this, so that it runs once at a time.
    private async Task WriteAsync(Stream stream)
    {
        try
        {
            while (true)
            {
                lock (_lock)
                {
                    if (_outgoing.WrittenCount == 0)
                    {
                        _writing = false;
                        return;
                    }

                    (_outgoing, _leaving) = (_leaving, _outgoing);
                }

                await stream.WriteAsync(_leaving.WrittenMemory, _stop.Token).ConfigureAwait(false);
                _leaving.ResetWrittenCount();
            }
        }
        catch (Exception broken) when (broken is IOException or ObjectDisposedException or OperationCanceledException)
        {
            Dispose();
        }
    }

    private TimeSpan Sweep(TimeSpan now)
    {
        List<PendingQuery> expired = [];
        TimeSpan next;
        bool last;
        lock (_lock)
        {
            next = _pending.RemoveDue(now, expired, []);

            _retired |= _stream is not null && expired.Exists(pending => WasSilentLocked(pending, now));
            if (_stream is not null && _pending.Count == 0)
            {
                _idleSince = expired.Count > 0 ? now : _idleSince;
                next = _idleSince + _idleLimit;
                _retired |= now >= next;
            }

            last = _retired && _pending.Count == 0;
        }

        foreach (var pending in expired)
        {
            pending.Fail(ExchangeOutcome.TimedOut, "no answer in time");
        }

        CloseIf(last);
        return last ? TimeSpan.MaxValue : next;
    }

    // Whether nothing at all was heard while a query waited on the open connection for half its time or more: the path may
    // be dead though nobody said so, and TCP would take a quarter of an hour to notice. New queries go elsewhere.
    private bool WasSilentLocked(PendingQuery pending, TimeSpan now)
    {
        var sentAt = pending.Began > _openedAt ? pending.Began : _openedAt;
        return _heardAt <= sentAt && now - sentAt >= (pending.GiveUpAt - pending.Began) / 2;
    }

    // Notes when the connection fell idle; whether it is to close.
    private bool LastLeftLocked()
    {
        if (_pending.Count > 0)
        {
            return false;
        }

        _idleSince = _clock.Now;
        return _retired;
    }

    // The reader notices and ends the connection.
    private void CloseIf(bool last)
    {
        if (last)
        {
            _stop.Cancel();
        }
    }
}
