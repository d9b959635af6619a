using System.Text;

namespace Holdfast.Store.Tests.Contract;

/// <summary>Stores as tests read best: keys and values in ASCII.</summary>
internal static class StoreText
{
    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public static byte[] Octets(string text) => Encoding.Latin1.GetBytes(text);

    public static string Text(ReadOnlyMemory<byte> octets) => Encoding.Latin1.GetString(octets.Span);

    public static StoreOperation Put(string key, string value) => StoreOperation.Put(Octets(key), Octets(value));

    public static StoreOperation Delete(string key) => StoreOperation.Delete(Octets(key));

    public static StoreOperation DeleteRange(string from, string to) => StoreOperation.DeleteRange(Octets(from), Octets(to));

    public static async Task<Revision> CommitAsync(this IOrderedStore store, params StoreOperation[] operations)
    {
        var result = await store.CommitAsync(new([], [.. operations]), Token);
        Assert.True(result.IsCommitted);
        return result.Revision;
    }

    public static Task<Revision> PutAsync(this IOrderedStore store, string key, string value) => store.CommitAsync(Put(key, value));

    public static async Task<string?> GetAsync(this IOrderedStore store, string key) =>
        await store.GetAsync(Octets(key), Token) is { } entry ? Text(entry.Value) : null;

    public static async Task<string?> GetAsync(this IStoreSnapshot snapshot, string key) =>
        await snapshot.GetAsync(Octets(key), Token) is { } entry ? Text(entry.Value) : null;

    public static StoreRange Range(string from, string to, int limit = 100, bool reverse = false) => new(Octets(from), Octets(to), limit, reverse);

    /// <summary>Keys of a page, and a plus sign when there are more: <c>a b c +</c>.</summary>
    public static string Keys(RangeResult page) => string.Join(' ', page.Entries.Select(entry => Text(entry.Key))) + (page.More ? " +" : "");

    public static async Task<string> KeysAsync(this IOrderedStore store, StoreRange range) => Keys(await store.RangeAsync(range, Token));

    /// <summary>A change as <c>key=value</c> or <c>-key</c>, with a full stop when it ends its commit.</summary>
    public static string Line(StoreChange change) =>
        (change.Entry is { } entry ? $"{Text(change.Key)}={Text(entry.Value)}" : $"-{Text(change.Key)}") + (change.EndsCommit ? "." : "");

    /// <summary>The first changes of a watch.</summary>
    public static async Task<List<StoreChange>> TakeAsync(this IOrderedStore store, StoreWatch watch, int count)
    {
        List<StoreChange> changes = [];
        await foreach (var change in store.WatchAsync(watch, Token))
        {
            changes.Add(change);
            if (changes.Count == count)
            {
                break;
            }
        }

        return changes;
    }

    public static async Task<string> LinesAsync(this IOrderedStore store, StoreWatch watch, int count) =>
        string.Join(' ', (await store.TakeAsync(watch, count)).Select(Line));
}
