using System.Diagnostics.CodeAnalysis;

namespace Holdfast.Resolver.Durable;

/// <summary>
/// An append-only file of records. Opening it reads what is whole: an unfinished write at the end is cut off, damage in the
/// middle is skipped and the file as it was is kept aside. Then records are appended, synchronized, and now and then
/// compacted into a new file that takes the place of the old one in one step. A write that fails is a value; it leaves
/// what was written before as it was, and may be tried again. Not safe for several callers at once.
/// </summary>
internal sealed class AppendLog : IDisposable
{
    // Damage may look like the beginning of many records: this many octets, or this many times the file's length, are
    // summed before giving up, which takes some milliseconds.
    private const long LeastResyncOctets = 64 << 20;
    private const int MaxResyncFactor = 16;

    // How many files are kept aside; beyond it the last one is replaced.
    private const int MaxAside = 8;

    // How many octets of records a new file is written by.
    private const int CompactBufferOctets = 256 << 10;

    private readonly IStorage _storage;
    private readonly string _name;
    private readonly byte[] _kind;
    private readonly Func<ulong> _chance;
    private readonly IDisposable _lock;
    private IStoredFile _file;
    private ulong _salt;
    private bool _tailUnclean;

    private AppendLog(IStorage storage, string name, byte[] kind, Func<ulong> chance, IDisposable held, IStoredFile file)
    {
        (_storage, _name, _kind, _chance, _lock, _file) = (storage, name, kind, chance, held, file);
    }

    /// <summary>The length of all that was appended, in octets.</summary>
    public long Length { get; private set; }

    /// <summary>Where the log is, for people.</summary>
    public string Path => _storage.PathOf(_name);

    /// <summary>Opens a log, and creates it when it is missing.</summary>
    /// <param name="storage">Where.</param>
    /// <param name="name">The file's name.</param>
    /// <param name="kind">What the records are: three ASCII characters, checked.</param>
    /// <param name="chance">A random number for each new file.</param>
    /// <param name="read">Called with every record, in order.</param>
    /// <param name="log">The log, or null.</param>
    /// <param name="recovery">What was found.</param>
    /// <param name="fault">Why it cannot be used.</param>
    public static bool TryOpen(
        IStorage storage,
        string name,
        ReadOnlySpan<byte> kind,
        Func<ulong> chance,
        Action<ReadOnlyMemory<byte>> read,
        [NotNullWhen(true)] out AppendLog? log,
        out LogRecovery recovery,
        [NotNullWhen(false)] out string? fault)
    {
        (log, recovery, fault) = (null, default, null);
        IDisposable? held = null;
        IStoredFile? file = null;
        try
        {
            if (!storage.TryLock(name + ".lock", out held, out fault))
            {
                return false;
            }

            storage.Delete(NewName(name));
            var existed = storage.Exists(name);
            file = storage.Open(name);
            var opened = new AppendLog(storage, name, kind.ToArray(), chance, held, file);
            if (existed && file.Length > 0)
            {
                recovery = opened.Recover(read, out fault);
            }
            else if (!opened.TryCompact([], out fault))
            {
                fault = $"{storage.PathOf(name)} cannot be written: {fault}";
            }

            log = fault is null ? opened : null;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            fault = $"{storage.PathOf(name)} cannot be opened: {refused.Message}";
        }

        if (log is null)
        {
            file?.Dispose();
            held?.Dispose();
            fault ??= "";
            return false;
        }

        return true;
    }

    /// <summary>Appends records in one write, all or none. They survive a kill at once, a loss of power after <see cref="TrySync"/>.</summary>
    /// <param name="payloads">The records, each up to <see cref="LogFormat.MaxPayloadOctets"/>.</param>
    /// <param name="fault">Why they could not be written; the log goes on as before.</param>
    public bool TryAppend(IReadOnlyList<byte[]> payloads, [NotNullWhen(false)] out string? fault)
    {
        var octets = new byte[payloads.Sum(payload => LogFormat.RecordHeadOctets + payload.Length)];
        var at = 0;
        foreach (var payload in payloads)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(payload.Length, LogFormat.MaxPayloadOctets, nameof(payloads));
            LogFormat.WriteRecord(octets.AsSpan(at), payload, _salt, Length + at);
            at += LogFormat.RecordHeadOctets + payload.Length;
        }

        return Try(
            () =>
            {
                // What an earlier failure left behind the end could hold whole records, which must not come back to life.
                CleanTail();
                _tailUnclean = true;
                _file.Write(Length, octets);
                _tailUnclean = false;
                Length += octets.Length;
            },
            CleanTail,
            out fault);
    }

    /// <summary>Returns when everything appended would survive a loss of power.</summary>
    /// <param name="fault">
    /// Why that is not sure. Linux may have dropped the pages by then, so trying again proves nothing: compact instead.
    /// </param>
    public bool TrySync([NotNullWhen(false)] out string? fault) => Try(() => _file.Sync(), null, out fault);

    /// <summary>Puts a new file with these records in the place of the old one. On failure the old one stays.</summary>
    public bool TryCompact(IEnumerable<byte[]> payloads, [NotNullWhen(false)] out string? fault)
    {
        IStoredFile? file = null;
        return Try(
            () =>
            {
                var salt = _chance();
                _storage.Delete(NewName(_name));
                file = _storage.Open(NewName(_name));
                var (buffer, filled, written) = (new byte[CompactBufferOctets], LogFormat.HeaderOctets, 0L);
                LogFormat.WriteHeader(buffer, _kind, salt);
                foreach (var payload in payloads)
                {
                    var octets = LogFormat.RecordHeadOctets + payload.Length;
                    if (octets > buffer.Length - filled)
                    {
                        file.Write(written, buffer.AsSpan(0, filled));
                        (written, filled) = (written + filled, 0);
                        buffer = octets > buffer.Length ? new byte[octets] : buffer;
                    }

                    LogFormat.WriteRecord(buffer.AsSpan(filled), payload, salt, written + filled);
                    filled += octets;
                }

                file.Write(written, buffer.AsSpan(0, filled));
                var length = written + filled;
                file.Sync();
                _storage.Replace(NewName(_name), _name);
                _file.Dispose();
                (_file, _salt, _tailUnclean, Length) = (file, salt, false, length);
                file = null;
                _storage.Sync();
            },
            () =>
            {
                file?.Dispose();
                _storage.Delete(NewName(_name));
            },
            out fault);
    }

    /// <summary>Closes the file and gives the lock back. Nothing is buffered, so nothing is lost.</summary>
    public void Dispose()
    {
        _file.Dispose();
        _lock.Dispose();
    }

    private static string NewName(string name) => name + ".new";

    private static bool Try(Action act, Action? undo, [NotNullWhen(false)] out string? fault)
    {
        try
        {
            act();
            fault = null;
            return true;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            fault = refused.Message;
            if (undo is not null)
            {
                Try(undo, null, out _);
            }

            return false;
        }
    }

    private void CleanTail()
    {
        if (_tailUnclean)
        {
            _file.Truncate(Length);
            _tailUnclean = false;
        }
    }

    private LogRecovery Recover(Action<ReadOnlyMemory<byte>> read, out string? fault)
    {
        fault = null;
        var octets = _file.ReadAll();
        if (LogFormat.ReadHeader(octets, _kind) is not var (version, salt))
        {
            var where = SetAside();
            TryCompact([], out fault);
            return new LogRecovery(0, 0, octets.Length, where);
        }

        if (version > LogFormat.Version)
        {
            fault = $"{Path} was written by a newer version (format {version}, this one reads up to {LogFormat.Version})";
            return default;
        }

        _salt = salt;
        var (whole, end, damaged) = Scan(octets, salt);
        foreach (var record in whole)
        {
            read(record);
        }

        Length = end;
        _tailUnclean = end < octets.Length;
        if (damaged == 0)
        {
            // A cut that fails is tried again before the next write.
            Try(CleanTail, null, out _);
            return new LogRecovery(whole.Count, octets.Length - end, 0, null);
        }

        var aside = SetAside();
        TryCompact(whole.Select(record => record.ToArray()), out _);
        return new LogRecovery(whole.Count, octets.Length - end, damaged, aside);
    }

    // Record by record; what is no record is passed over up to the next one. What follows the last one is the torn end.
    private static (List<ReadOnlyMemory<byte>> Whole, int End, long Damaged) Scan(byte[] octets, ulong salt)
    {
        var whole = new List<ReadOnlyMemory<byte>>();
        var (at, end, damaged) = (LogFormat.HeaderOctets, LogFormat.HeaderOctets, 0L);
        var budget = Math.Max(LeastResyncOctets, (long)octets.Length * MaxResyncFactor);
        while (at >= 0 && at < octets.Length && budget > 0)
        {
            var length = LogFormat.ReadRecord(octets, at, salt);
            if (length >= 0)
            {
                damaged += at - end;
                whole.Add(octets.AsMemory(at + LogFormat.RecordHeadOctets, length));
                at = end = at + LogFormat.RecordHeadOctets + length;
                continue;
            }

            budget -= Math.Min(octets.Length - at, LogFormat.MaxPayloadOctets);
            at = LogFormat.FindMarker(octets, at + 1);
        }

        return (whole, end, budget > 0 ? damaged : Math.Max(damaged, 1));
    }

    private string SetAside()
    {
        var copy = Enumerable.Range(1, MaxAside).Select(number => $"{_name}.damaged-{number}").FirstOrDefault(candidate => !_storage.Exists(candidate))
            ?? $"{_name}.damaged-{MaxAside}";
        return Try(() => _storage.Copy(_name, copy), null, out var fault) ? _storage.PathOf(copy) : $"(nowhere: {fault})";
    }
}
