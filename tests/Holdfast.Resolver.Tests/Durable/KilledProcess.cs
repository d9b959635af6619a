using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Holdfast.Resolver.Durable;

namespace Holdfast.Resolver.Tests.Durable;

/// <summary>
/// A real process that appends to a log, to be killed: this test program itself, started again with a variable that
/// names the directory. It prints the number of each record once it is synchronized.
/// </summary>
internal static class KilledProcess
{
    public const string LogName = "numbers.log";

    private const string Variable = "HOLDFAST_TEST_APPEND_TO";
    private const int CompactEvery = 40;

    /// <summary>Starts the process.</summary>
    public static Process Start(string directory) => Process.Start(new ProcessStartInfo(Environment.ProcessPath!)
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        Environment = { [Variable] = directory },
    })!;

    /// <summary>Opens the log of a directory and reads its numbers.</summary>
    public static bool TryOpen(string directory, List<int> numbers, out AppendLog? log, out string? fault) =>
        AppendLog.TryOpen(
            new DirectoryStorage(directory), LogName, "NUM"u8, () => (ulong)Random.Shared.NextInt64(), record =>
            {
                // A record is its number, then as many octets of it: any mixture of two records shows.
                var number = BinaryPrimitives.ReadInt32BigEndian(record.Span);
                Assert.Equal(Payload(number), record.ToArray());
                numbers.Add(number);
            },
            out log, out _, out fault);

#pragma warning disable CA2255 // the program's own entry point belongs to the test framework
    [ModuleInitializer]
    public static void RunIfAsked()
#pragma warning restore CA2255
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { } directory)
        {
            return;
        }

        var numbers = new List<int>();
        if (!TryOpen(directory, numbers, out var log, out var fault))
        {
            Console.WriteLine(fault);
            Environment.Exit(2);
        }

        for (var number = numbers.LastOrDefault() + 1; ; number++)
        {
            var written = log!.TryAppend([Payload(number)], out fault) && log.TrySync(out fault)
                && (number % CompactEvery != 0 || log.TryCompact([Payload(number - 1), Payload(number)], out fault));
            Console.WriteLine(written ? number.ToString(CultureInfo.InvariantCulture) : fault);
            Console.Out.Flush();
        }
    }

    private static byte[] Payload(int number)
    {
        var octets = new byte[4 + (number % 1000)];
        octets.AsSpan().Fill((byte)number);
        BinaryPrimitives.WriteInt32BigEndian(octets, number);
        return octets;
    }
}
