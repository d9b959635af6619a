namespace Holdfast.Tables.Operations.Writes;

/// <summary>
/// Turns for those in one process who read an item, decide and write it: without them most of many who change one item would
/// decide in vain. They are a courtesy; what makes writes right are the conditions of the commit.
/// </summary>
internal sealed class KeyLocks
{
    private const int Stripes = 1024;

    private readonly SemaphoreSlim[] _stripes = [.. Enumerable.Range(0, Stripes).Select(_ => new SemaphoreSlim(1, 1))];

    /// <summary>Waits for the turn of all keys together.</summary>
    public async ValueTask<Turn> EnterAsync(IReadOnlyList<ItemWrite> writes, CancellationToken cancellationToken)
    {
        if (writes.Count == 1)
        {
            var only = StripeOf(writes[0].Key);
            await _stripes[only].WaitAsync(cancellationToken);
            return new(this, [only]);
        }

        // In one order for all, so that nobody waits in a circle.
        int[] order = [.. writes.Select(write => StripeOf(write.Key)).Distinct().Order()];
        for (var at = 0; at < order.Length; at++)
        {
            try
            {
                await _stripes[order[at]].WaitAsync(cancellationToken);
            }
            catch
            {
                Leave(order.AsSpan(0, at));
                throw;
            }
        }

        return new(this, order);
    }

    private static int StripeOf(byte[] key)
    {
        HashCode hash = default;
        hash.AddBytes(key);
        return (int)((uint)hash.ToHashCode() % Stripes);
    }

    private void Leave(ReadOnlySpan<int> stripes)
    {
        foreach (var stripe in stripes)
        {
            _stripes[stripe].Release();
        }
    }

    /// <summary>A turn, until disposed of.</summary>
    internal readonly struct Turn(KeyLocks locks, int[] stripes) : IDisposable
    {
        public void Dispose() => locks.Leave(stripes);
    }
}
