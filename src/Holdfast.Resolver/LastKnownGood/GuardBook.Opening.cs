using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using Holdfast.Resolver.Durable;
using Holdfast.Resolver.Resolving;
using Microsoft.Extensions.Logging;

namespace Holdfast.Resolver.LastKnownGood;

public sealed partial class GuardBook
{
    private const string LogName = "last-known-good.log";

    private GuardJournal? _journal;
    private JournalThread? _writer;

    /// <summary>Opens the book.</summary>
    /// <param name="options">What is guarded, and where it is remembered.</param>
    /// <param name="clock">The clock; its <see cref="MonotonicClock.Time"/> gives the wall time that ages are counted in.</param>
    /// <param name="logger">Where changes are logged.</param>
    /// <param name="prover">Makes addresses prove themselves; sockets by default.</param>
    /// <param name="meters">Where metrics go; the process's own by default.</param>
    /// <param name="book">The book, or null.</param>
    /// <param name="fault">Which option is out of its range, or why the directory cannot be used: no access, or another process uses it.</param>
    public static bool TryOpen(
        GuardOptions options,
        MonotonicClock clock,
        ILogger logger,
        IProver? prover,
        IMeterFactory? meters,
        [NotNullWhen(true)] out GuardBook? book,
        [NotNullWhen(false)] out string? fault)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentNullException.ThrowIfNull(logger);
        book = null;
        fault = options.Faults().FirstOrDefault();
        if (fault is not null)
        {
            return false;
        }

        book = new GuardBook(options, clock, logger, prover ?? new SocketProver(clock.Time, options.TrustedRoots), meters);
        if (options.Directory is null)
        {
            return true;
        }

        try
        {
            fault = book.OpenLog(new DirectoryStorage(options.Directory), SecureSalt);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            fault = $"{options.Directory} cannot be used: {refused.Message}";
        }

        if (fault is null)
        {
            book._writer = new JournalThread(book._journal!);
            return true;
        }

        book._proofs.Dispose();
        book = null;
        return false;
    }

    /// <summary>Opens a book on a storage and a prover of one's own, as simulation does. Nothing is written but by <see cref="WriteLog"/>.</summary>
    internal static bool TryOpen(
        GuardOptions options,
        MonotonicClock clock,
        ILogger logger,
        IProver prover,
        IStorage? storage,
        Func<ulong> chance,
        [NotNullWhen(true)] out GuardBook? book,
        [NotNullWhen(false)] out string? fault)
    {
        book = new GuardBook(options, clock, logger, prover, null);
        fault = storage is null ? null : book.OpenLog(storage, chance);
        book = fault is null ? book : null;
        return fault is null;
    }

    /// <summary>Writes what waits to the log; for books without a thread of their own.</summary>
    internal bool WriteLog() => _journal?.Write() ?? true;

    /// <summary>Brings everything to the disk that was remembered before the call.</summary>
    /// <returns>Whether it is there; false while the disk cannot be written. True without a directory, where there is nothing to do.</returns>
    public Task<bool> FlushAsync() => _writer?.FlushAsync() ?? Task.FromResult(WriteLog());

    /// <summary>Stops proofs, writes what is left and closes the log.</summary>
    public ValueTask DisposeAsync()
    {
        _proofs.Dispose();
        if (_writer is not null)
        {
            _writer.Dispose();
        }
        else
        {
            _journal?.Dispose();
        }

        return ValueTask.CompletedTask;
    }

    private static ulong SecureSalt() => BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(sizeof(ulong)));

    private string? OpenLog(IStorage storage, Func<ulong> chance)
    {
        var states = ImmutableDictionary.CreateBuilder<GuardKey, GuardState>();
        var unreadable = 0;
        if (!AppendLog.TryOpen(storage, LogName, GuardStateCodec.Kind, chance, Read, out var log, out var recovery, out var fault))
        {
            return fault;
        }

        if (recovery.DamagedOctets > 0 || unreadable > 0)
        {
            GuardMessages.Damaged(_logger, log.Path, $"{recovery}; {unreadable} records could not be understood");
        }

        _states = states.ToImmutable();
        GuardMessages.Recovered(_logger, _states.Count, log.Path);
        _journal = new GuardJournal(log, () => _states.Values.Where(IsWorthKeeping), reason =>
        {
            if (reason is null)
            {
                GuardMessages.LogRecovered(_logger, log.Path);
            }
            else
            {
                _metrics.LogFailed();
                GuardMessages.LogFailed(_logger, log.Path, reason);
            }
        });
        return null;

        void Read(ReadOnlyMemory<byte> record)
        {
            if (!GuardStateCodec.TryDecode(record.Span, out var key, out var state))
            {
                unreadable++;
            }
            else if (state is null)
            {
                states.Remove(key);
            }
            else
            {
                states[key] = state;
            }
        }
    }

    // What no rule could still hold goes with the next compaction, and from memory with the next start.
    private bool IsWorthKeeping(GuardState state) => WallNow - state.LastSeen <= GuardRule.LongestAge || state.RestoredNumber != 0;
}
