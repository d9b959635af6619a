using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Holdfast.Store;
using Holdfast.Tables.Catalog;
using Holdfast.Tables.Operations.Writes;

namespace Holdfast.Tables.Operations.Transactions;

/// <summary>What a client token says of a transaction.</summary>
internal enum TokenVerdict
{
    /// <summary>It is new, or was used long ago.</summary>
    Fresh,

    /// <summary>This very transaction was made already.</summary>
    Repeated,

    /// <summary>Another transaction was made under it.</summary>
    Mismatch,
}

/// <summary>
/// Client tokens of transactions that were made, kept for ten minutes. A token is written in the commit of its transaction, so
/// that no two are made under one, whoever tries.
/// </summary>
internal sealed class ClientTokens(IOrderedStore store, TimeProvider time)
{
    private const int HashOctets = 32;

    private static readonly TimeSpan _lifetime = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan _sweepInterval = TimeSpan.FromMinutes(1);

    /// <summary>Looks a token up.</summary>
    /// <returns>The verdict, and what to commit with the transaction if it is fresh.</returns>
    public async ValueTask<(TokenVerdict Verdict, WriteRecord Record)> LookUpAsync(string token, JsonElement payload, CancellationToken cancellationToken)
    {
        byte[] key = [.. TableKeys.Tokens.Span, .. SHA256.HashData(Encoding.UTF8.GetBytes(token))];
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(payload.GetRawText()));
        var known = await store.GetAsync(key, cancellationToken);
        var now = time.GetUtcNow();
        if (known is not null && ExpiryOf(known) > now)
        {
            return (known.Value.Span[sizeof(long)..].SequenceEqual(hash) ? TokenVerdict.Repeated : TokenVerdict.Mismatch, default);
        }

        var value = new byte[sizeof(long) + HashOctets];
        BinaryPrimitives.WriteInt64BigEndian(value, (now + _lifetime).ToUnixTimeMilliseconds());
        hash.CopyTo(value, sizeof(long));
        return (
            TokenVerdict.Fresh,
            new(StoreCondition.ModifiedAt(key, known?.Modified ?? Revision.None), StoreOperation.Put(key, value)));
    }

    /// <summary>Removes tokens whose time is over, every minute until cancelled.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(_sweepInterval, time, cancellationToken);
            var all = StoreRange.Prefix(TableKeys.Tokens, Math.Min(store.Limits.MaxRangeEntries, store.Limits.MaxBatchOperations));
            for (RangeResult page; ; all = all with { From = (byte[])[.. page.Entries[^1].Key.Span, 0] })
            {
                page = await store.RangeAsync(all, cancellationToken);
                var now = time.GetUtcNow();
                var over = page.Entries.Where(entry => ExpiryOf(entry) <= now).ToArray();
                if (over.Length > 0)
                {
                    // A token that was used again meanwhile stays, and the others of its page until the next time.
                    await store.CommitAsync(
                        new(
                            [.. over.Select(entry => StoreCondition.ModifiedAt(entry.Key, entry.Modified))],
                            [.. over.Select(entry => StoreOperation.Delete(entry.Key))]),
                        cancellationToken);
                }

                if (!page.More)
                {
                    break;
                }
            }
        }
    }

    private static DateTimeOffset ExpiryOf(StoreEntry entry) =>
        DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(entry.Value.Span));
}
