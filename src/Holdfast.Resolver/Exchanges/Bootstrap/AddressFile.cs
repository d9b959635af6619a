using System.Collections.Immutable;
using System.Net;
using System.Text;

namespace Holdfast.Resolver.Exchanges.Bootstrap;

/// <summary>
/// Remembers addresses across restarts, in a file of text (docs/formats/provider-addresses.md), so that providers known by
/// name are found by a process that starts while nobody can say where they are. A file that cannot be read or written
/// costs the memory across restarts and nothing else.
/// </summary>
public sealed class AddressFile : IAddressMemory, IDisposable
{
    /// <summary>How many hosts are remembered: 256, more than a configuration names.</summary>
    public const int MaxHosts = 256;

    private const string Header = "holdfast provider addresses 1";
    private const int MaxAddresses = 32;
    private const int MaxFileOctets = 1 << 20;

    private readonly string _path;
    private readonly Lock _writing = new();
    private ImmutableSortedDictionary<string, ImmutableArray<IPAddress>> _known =
        ImmutableSortedDictionary.Create<string, ImmutableArray<IPAddress>>(StringComparer.OrdinalIgnoreCase);

    private ImmutableSortedDictionary<string, ImmutableArray<IPAddress>>? _written;
    private int _writeQueued;

    /// <summary>Reads the file, if there is one.</summary>
    /// <param name="path">The file, in a directory that exists.</param>
    public AddressFile(string path)
    {
        _path = path;
        _known = Read(path, _known);
        _written = _known;
    }

    /// <inheritdoc/>
    public ImmutableArray<IPAddress> Recall(string host) => Volatile.Read(ref _known).TryGetValue(host, out var addresses) ? addresses : [];

    /// <inheritdoc/>
    public void Remember(string host, ImmutableArray<IPAddress> addresses)
    {
        if (!ImmutableInterlocked.Update(ref _known, known => With(known, host, addresses)))
        {
            return;
        }

        // Whoever remembers may be the thread that receives answers: the disk is for another. One write waits at the most.
        if (Interlocked.Exchange(ref _writeQueued, 1) == 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static file => file.Write(), this, preferLocal: false);
        }
    }

    /// <summary>Writes what is not written yet.</summary>
    public void Dispose() => Write();

    private static ImmutableSortedDictionary<string, ImmutableArray<IPAddress>> With(
        ImmutableSortedDictionary<string, ImmutableArray<IPAddress>> known, string host, ImmutableArray<IPAddress> addresses) =>
        known.TryGetValue(host, out var before)
            ? before.SequenceEqual(addresses) ? known : known.SetItem(host, addresses)
            : known.Count < MaxHosts ? known.Add(host, addresses) : known;

    // A new file takes the old one's place whole, so that a kill leaves one or the other.
    private void Write()
    {
        lock (_writing)
        {
            Volatile.Write(ref _writeQueued, 0);
            var known = Volatile.Read(ref _known);
            if (ReferenceEquals(known, _written))
            {
                return;
            }

            var text = new StringBuilder(Header).Append('\n');
            foreach (var (host, addresses) in known)
            {
                text.Append(host.ToLowerInvariant()).Append(' ').AppendJoin(' ', addresses.Take(MaxAddresses)).Append('\n');
            }

            try
            {
                File.WriteAllText(_path + ".new", text.ToString());
                File.Move(_path + ".new", _path, overwrite: true);
                _written = known;
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                // The next change tries again.
            }
        }
    }

    private static ImmutableSortedDictionary<string, ImmutableArray<IPAddress>> Read(
        string path, ImmutableSortedDictionary<string, ImmutableArray<IPAddress>> none)
    {
        try
        {
            if (!File.Exists(path) || new FileInfo(path).Length > MaxFileOctets || File.ReadAllLines(path) is not [Header, .. var lines])
            {
                return none;
            }

            return lines.Aggregate(none, (known, line) => ReadLine(line) is { } read ? With(known, read.Host, read.Addresses) : known);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return none;
        }
    }

    private static (string Host, ImmutableArray<IPAddress> Addresses)? ReadLine(string line)
    {
        var words = line.Split(' ');
        var addresses = ImmutableArray.CreateBuilder<IPAddress>();
        foreach (var word in words.Skip(1).Take(MaxAddresses))
        {
            if (!IPAddress.TryParse(word, out var address))
            {
                return null;
            }

            addresses.Add(address);
        }

        return words[0].Length > 0 && addresses.Count > 0 ? (words[0], addresses.DrainToImmutable()) : null;
    }
}
