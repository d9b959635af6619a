using System.Buffers.Binary;

namespace Holdfast.Resolver.Exchanges;

/// <summary>Queries that wait on one socket, found by their ids. Not synchronised: its owner holds a lock. Hot path.</summary>
internal sealed class PendingTable(SecureNumbers ids, int buckets = 64)
{
    private readonly PendingQuery?[] _buckets = new PendingQuery?[buckets];

    /// <summary>How many queries wait; the owner keeps them far fewer than there are ids.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a query under an id that no other one here has.</summary>
    public void Add(PendingQuery pending)
    {
        do
        {
            pending.Id = ids.Next();
        }
        while (Find(pending.Id) is not null);

        ref var bucket = ref BucketOf(pending.Id);
        pending.Next = bucket;
        bucket = pending;
        Count++;
    }

    /// <summary>Takes out the query that some octets from the network answer; null when there is none.</summary>
    public PendingQuery? TakeAnsweredBy(ReadOnlySpan<byte> response)
    {
        if (response.Length < sizeof(ushort)
            || Find(BinaryPrimitives.ReadUInt16BigEndian(response)) is not { } pending
            || !QuestionMatch.Answers(response, pending.Query.Span, pending.QuestionOctets))
        {
            return null;
        }

        Remove(pending);
        return pending;
    }

    /// <summary>Takes a query out; false when it is not here.</summary>
    public bool Remove(PendingQuery pending)
    {
        ref var link = ref BucketOf(pending.Id);
        while (link is not null)
        {
            if (ReferenceEquals(link, pending))
            {
                link = pending.Next;
                pending.Next = null;
                Count--;
                return true;
            }

            link = ref link.Next;
        }

        return false;
    }

    /// <summary>Takes all queries out, but one that stays.</summary>
    public void RemoveAll(List<PendingQuery> taken, PendingQuery? but = null)
    {
        var stays = but is not null && Remove(but);
        RemoveDue(TimeSpan.MaxValue, taken, []);
        if (stays)
        {
            Add(but!);
        }
    }

    /// <summary>Takes out the queries whose time is over, and lists those to be sent again.</summary>
    /// <returns>When to look again; <see cref="TimeSpan.MaxValue"/> when nothing is left.</returns>
    public TimeSpan RemoveDue(TimeSpan now, List<PendingQuery> expired, List<PendingQuery> resend)
    {
        var next = TimeSpan.MaxValue;
        for (var i = 0; i < _buckets.Length && Count > 0; i++)
        {
            for (var pending = _buckets[i]; pending is not null;)
            {
                var following = pending.Next;
                if (pending.GiveUpAt <= now)
                {
                    Remove(pending);
                    expired.Add(pending);
                }
                else
                {
                    if (pending.ResendAt <= now)
                    {
                        pending.ResendAt = TimeSpan.MaxValue;
                        resend.Add(pending);
                    }

                    next = Earlier(next, Earlier(pending.GiveUpAt, pending.ResendAt));
                }

                pending = following;
            }
        }

        return next;
    }

    private PendingQuery? Find(ushort id)
    {
        var pending = BucketOf(id);
        while (pending is not null && pending.Id != id)
        {
            pending = pending.Next;
        }

        return pending;
    }

    private ref PendingQuery? BucketOf(ushort id) => ref _buckets[id % _buckets.Length];

    private static TimeSpan Earlier(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
