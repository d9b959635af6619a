using Holdfast.Store;

namespace Holdfast.Endpoints.Publishing;

/// <summary>
/// Tells reports that are kept up from those whose writer is gone. By our own clock alone, since theirs may be wrong: a report
/// counts from when it was first seen to change, for a lifetime after it last did.
/// </summary>
internal sealed class ReportFreshness(TimeProvider time, TimeSpan lifetime)
{
    // Keys of a pool: its observers and its nodes. Beyond it those that are not fresh are forgotten.
    private const int MaxKeys = 1024;

    private readonly Dictionary<string, (Revision Modified, long? ChangedAt)> _seen = [];

    /// <summary>Takes note of a report that was read.</summary>
    /// <returns>Whether it counts.</returns>
    public bool Note(ReadOnlyMemory<byte> key, Revision modified)
    {
        var name = Convert.ToHexString(key.Span);
        if (!_seen.TryGetValue(name, out var seen))
        {
            MakeRoom();
            seen = (modified, null);
        }
        else if (seen.Modified != modified)
        {
            seen = (modified, time.GetTimestamp());
        }

        _seen[name] = seen;
        return IsFresh(seen.ChangedAt);
    }

    private bool IsFresh(long? changedAt) => changedAt is { } at && time.GetElapsedTime(at) < lifetime;

    private void MakeRoom()
    {
        if (_seen.Count >= MaxKeys)
        {
            foreach (var (name, _) in _seen.Where(pair => !IsFresh(pair.Value.ChangedAt)).ToArray())
            {
                _seen.Remove(name);
            }
        }
    }
}
