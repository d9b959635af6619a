using System.Diagnostics;
using System.Runtime.CompilerServices;
using Holdfast.Store.RocksDb;
using Holdfast.Store.Tests.Contract;

namespace Holdfast.Store.Tests.RocksDb;

/// <summary>
/// A real process that writes to a store, to be killed: this test program itself, started again with a variable that names
/// the directory. Its writers count up, each under keys of its own, and print <c>writer number</c> once a commit returned.
/// </summary>
internal static class KilledStore
{
    public const int Writers = 4;

    private const string Variable = "HOLDFAST_TEST_WRITE_TO";

    public static Process Start(string directory) => Process.Start(new ProcessStartInfo(Environment.ProcessPath!)
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        Environment = { [Variable] = directory },
    })!;

    public static string Key(int writer, int number) => $"{writer}/{number:000000}";

#pragma warning disable CA2255 // the program's own entry point belongs to the test framework
    [ModuleInitializer]
    public static void RunIfAsked()
#pragma warning restore CA2255
    {
        if (Environment.GetEnvironmentVariable(Variable) is { } directory)
        {
            RunAsync(directory).GetAwaiter().GetResult();
        }
    }

    private static async Task RunAsync(string directory)
    {
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
            await Console.Out.WriteLineAsync(result.IsCommitted ? $"{writer} {number}" : "refused");
        }
    }
}
