using System.Diagnostics.CodeAnalysis;
using Holdfast.Resolver.Durable;

namespace Holdfast.Resolver.Tests.Durable;

/// <summary>
/// Files in memory that fail on demand: a full disk, a kill after any octet, a loss of power that forgets what was not
/// synchronized.
/// </summary>
internal sealed class MemoryStorage : IStorage
{
    private readonly Dictionary<string, Stored> _files = [];
    private Dictionary<string, Stored> _durableNames = [];
    private readonly HashSet<string> _locks = [];

    /// <summary>How many octets fit; a write beyond it is done in part and fails.</summary>
    public long Capacity { get; set; } = long.MaxValue;

    /// <summary>After how many more octets of writing the process is killed: everything fails from then on.</summary>
    public long KillAfter { get; set; } = long.MaxValue;

    /// <summary>Whether fsync fails.</summary>
    public bool SyncFails { get; set; }

    public bool IsDead => KillAfter < 0;

    public byte[] this[string name]
    {
        get => [.. _files[name].Octets];
        set => _files[name] = new Stored { Octets = [.. value], Synced = [.. value] };
    }

    public IEnumerable<string> Names => _files.Keys.Order(StringComparer.Ordinal);

    /// <summary>The process is gone and a new one starts: files are as they were written, locks are free.</summary>
    public void Restart()
    {
        KillAfter = long.MaxValue;
        _locks.Clear();
    }

    /// <summary>Power is lost: of each file what was synchronized is left and, by chance, a part of what was written since.</summary>
    public void LosePower(Random chance)
    {
        if (chance.Next(2) == 0)
        {
            _files.Clear();
            foreach (var (name, file) in _durableNames)
            {
                _files[name] = file;
            }
        }

        foreach (var file in _files.Values)
        {
            var kept = chance.Next(file.Synced.Count, Math.Max(file.Synced.Count, file.Octets.Count) + 1);
            file.Octets = [.. file.Synced, .. file.Octets.Skip(file.Synced.Count).Take(kept - file.Synced.Count)];
        }

        Restart();
    }

    public string PathOf(string name) => "memory:" + name;

    public bool TryLock(string name, [NotNullWhen(true)] out IDisposable? held, [NotNullWhen(false)] out string? fault)
    {
        held = _locks.Add(name) ? new Held(this, name) : null;
        fault = held is null ? $"{name} is locked" : null;
        return held is not null;
    }

    public bool Exists(string name) => _files.ContainsKey(name);

    public IStoredFile Open(string name)
    {
        Alive();
        if (!_files.TryGetValue(name, out var file))
        {
            _files[name] = file = new Stored();
        }

        return new OpenFile(this, file);
    }

    public void Copy(string name, string copy)
    {
        Alive();
        Reserve(_files[name].Octets.Count);
        this[copy] = [.. _files[name].Octets];
    }

    public void Replace(string name, string place)
    {
        Alive();
        _files[place] = _files[name];
        _files.Remove(name);
    }

    public void Delete(string name)
    {
        Alive();
        _files.Remove(name);
    }

    public void Sync()
    {
        Alive();
        _durableNames = new(_files);
    }

    private void Alive()
    {
        if (IsDead)
        {
            throw new IOException("the process was killed");
        }
    }

    // How many of the octets can be written before the disk is full or the process is killed.
    private int Reserve(int octets)
    {
        var fit = (int)Math.Min(octets, Math.Min(Math.Max(0, Capacity - _files.Values.Sum(file => (long)file.Octets.Count)), KillAfter));
        KillAfter = fit == KillAfter && fit < octets ? -1 : KillAfter == long.MaxValue ? KillAfter : KillAfter - fit;
        return fit;
    }

    private sealed class Stored
    {
        public List<byte> Octets { get; set; } = [];

        public List<byte> Synced { get; set; } = [];
    }

    private sealed class OpenFile(MemoryStorage storage, Stored file) : IStoredFile
    {
        public long Length => file.Octets.Count;

        public byte[] ReadAll() => [.. file.Octets];

        public void Write(long offset, ReadOnlySpan<byte> octets)
        {
            storage.Alive();
            var growth = (int)Math.Max(0, offset + octets.Length - Length);
            var fit = octets.Length - growth + storage.Reserve(growth);
            for (var i = 0; i < fit; i++)
            {
                if (offset + i < file.Octets.Count)
                {
                    file.Octets[(int)offset + i] = octets[i];
                }
                else
                {
                    file.Octets.Add(octets[i]);
                }
            }

            if (fit < octets.Length)
            {
                throw new IOException(storage.IsDead ? "the process was killed" : "No space left on device");
            }
        }

        public void Truncate(long length)
        {
            storage.Alive();
            file.Octets.RemoveRange((int)length, file.Octets.Count - (int)length);
            file.Synced = [.. file.Synced.Take((int)length)];
        }

        public void Sync()
        {
            storage.Alive();
            if (storage.SyncFails)
            {
                throw new IOException("Input/output error");
            }

            file.Synced = [.. file.Octets];
        }

        public void Dispose()
        {
        }
    }

    private sealed class Held(MemoryStorage storage, string name) : IDisposable
    {
        public void Dispose() => storage._locks.Remove(name);
    }
}
