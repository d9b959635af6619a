using System.Diagnostics;
using Holdfast.Store.RocksDb;
using Holdfast.Store.Tests.Contract;

namespace Holdfast.Store.Tests.RocksDb;

/// <summary>
/// A real process that writes to a store, to be killed: this test program itself, started again to run the one test here,
/// with a variable that names the directory. Its writers count up, each under keys of its own, and print
/// <c>done writer number</c> once a commit returned.
/// </summary>
public sealed class KilledStore
{
    internal const int Writers = 4;
    internal const string Done = "done ";

    private const string Variable = "HOLDFAST_TEST_WRITE_TO";

    internal static Process Start(string directory) => Process.Start(
        new ProcessStartInfo(Environment.ProcessPath!, ["-explicit", "only", "-method", $"*{nameof(KilledStore)}.{nameof(Writes_until_it_is_killed)}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { [Variable] = directory },
        })!;

    internal static string Key(int writer, int number) => $"{writer}/{number:000000}";

    [Fact(Explicit = true)]
    public async Task Writes_until_it_is_killed()
    {
        var directory = Environment.GetEnvironmentVariable(Variable);
        Assert.NotNull(directory);
        await using var store = RocksDbStore.Open(directory, new() { FeedRevisions = 50, WriteBufferOctets = 256 << 10 });
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(() => CountAsync(store, writer))));
    }

    private static async Task CountAsync(RocksDbStore store, int writer)
    {
        var range = StoreRange.Prefix(StoreText.Octets($"{writer}/"), 1, reverse: true);
        var last = (await store.RangeAsync(range, default)).Entries is [var entry] ? int.Parse(StoreText.Text(entry.Key)[2..]) : 0;
        for (var number = last + 1; ; number++)
        {
            // The next number follows the last one, both in one commit: never one without the other.
            var result = await store.CommitAsync(
                new(
                    [StoreCondition.Absent(StoreText.Octets(Key(writer, number)))],
                    [StoreText.Put(Key(writer, number), new string('x', number % 2000)), StoreText.Put($"last/{writer}", $"{number}")]),
                default);
            Assert.True(result.IsCommitted);
            await Console.Out.WriteLineAsync($"{Done}{writer} {number}");
        }
    }
}
