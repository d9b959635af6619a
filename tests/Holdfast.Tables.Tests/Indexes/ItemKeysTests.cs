using System.Security.Cryptography;
using Holdfast.Store;
using Holdfast.Store.Memory;
using Holdfast.Tables.Tests.Sdk;
using static Holdfast.Tables.Tests.Sdk.Tables;

namespace Holdfast.Tables.Tests.Indexes;

/// <summary>The keys of docs/formats/tables.md, by hand.</summary>
public sealed class ItemKeysTests
{
    [Fact]
    public async Task Keys_in_the_store_are_as_documented()
    {
        await using var store = new MemoryStore();
        await using var server = await TestServer.StartAsync(store);
        await server.Client.MakeAsync("music", globals: [Global("by-g", "g", "r")], more: [("g", "S")]);
        await server.Client.PutItemAsync("music", Item(("h", S("a")), ("r", N(1000)), ("g", S("x"))), Token);
        var keys = (await store.RangeAsync(StoreRange.Prefix("tables/"u8.ToArray(), 100), Token)).Entries.Select(entry => Show(entry.Key.Span)).ToArray();

        // XXH64 is whatever it is: its two octets are taken from the key. The rest is by hand.
        var item = keys[1];
        var hash = item[Show("tables/i"u8).Length..][10..14];
        Assert.Equal(
            [
                Show("tables/catalog/music"u8),
                Show("tables/i"u8) + "00000001" + "00" + hash + "000161" + "03850B00",
                Show("tables/i"u8) + "00000001" + "01" + Digest(keys[2], "000178") + "03850B00" + Sha(item),
                Show("tables/number"u8),
            ],
            keys);
    }

    // The digest of an index's partition includes its hash, which is tried until the digest is the key's.
    private static string Digest(string key, string partition)
    {
        var digest = key[(Show("tables/i"u8).Length + 10)..][..32];
        Assert.Contains(Enumerable.Range(0, 1 << 16), hash => Sha($"{hash:X4}{partition}") == digest);
        return digest;
    }

    private static string Sha(string hex) => Show(SHA256.HashData(Convert.FromHexString(hex)).AsSpan(0, 16));

    private static string Show(ReadOnlySpan<byte> octets) => Convert.ToHexString(octets);
}
