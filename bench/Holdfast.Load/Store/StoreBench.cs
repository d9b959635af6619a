using System.Globalization;

namespace Holdfast.Load.Store;

/// <summary>One thing that is measured: an operation, by so many at once, of the store and of the raw engine.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Workers">How many do it at once, each one after another.</param>
/// <param name="Ours">Does it once in the store; given a number that no other one is given.</param>
/// <param name="Raw">Does it once in the raw engine.</param>
/// <param name="Threads">Each worker is a thread of its own: for calls that block, ours and raw alike.</param>
internal sealed record StoreMeasure(string Name, int Workers, Func<int, ValueTask> Ours, Func<int, ValueTask> Raw, bool Threads = false);

/// <summary>Measures in turn, ours and raw, first one first and then the other, and prints medians.</summary>
internal sealed class StoreBench(int rounds, TimeSpan length, Action<string> print)
{
    private int _number;

    public static byte[] Value { get; } = [.. Enumerable.Range(0, 1024).Select(at => (byte)(at * 31))];

    public static byte[] Key(int number) => System.Text.Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"key-{number:0000000000}"));

    public async Task RunAsync(IEnumerable<StoreMeasure> measures, CancellationToken stop)
    {
        print($"{"operations/s, medians of " + rounds,-44}{"ours",12}{"raw",12}{"ours / raw",12}");
        foreach (var measure in measures)
        {
            List<double> ours = [], raw = [];
            await RateAsync(measure, measure.Ours, length, stop); // not counted: the runtime compiles it for speed meanwhile
            await RateAsync(measure, measure.Raw, length, stop);
            for (var round = 0; round < rounds; round++)
            {
                if (round % 2 == 0)
                {
                    ours.Add(await RateAsync(measure, measure.Ours, length, stop));
                }

                raw.Add(await RateAsync(measure, measure.Raw, length, stop));
                if (round % 2 == 1)
                {
                    ours.Add(await RateAsync(measure, measure.Ours, length, stop));
                }
            }

            print(string.Create(CultureInfo.InvariantCulture, $"{measure.Name,-44}{Median(ours),12:#,0}{Median(raw),12:#,0}{Median(ours) / Median(raw),12:0.00}"));
        }
    }

    private async Task<double> RateAsync(StoreMeasure measure, Func<int, ValueTask> once, TimeSpan span, CancellationToken stop)
    {
        var time = TimeProvider.System;
        var began = time.GetTimestamp();
        var done = 0;
        async Task WorkAsync()
        {
            var own = 0;
            while (time.GetElapsedTime(began) < span)
            {
                stop.ThrowIfCancellationRequested();
                await once(Interlocked.Increment(ref _number));
                own++;
            }

            Interlocked.Add(ref done, own);
        }

        var workers = Enumerable.Range(0, measure.Workers).Select(_ => measure.Threads
            ? Task.Factory.StartNew(() => WorkAsync().GetAwaiter().GetResult(), stop, TaskCreationOptions.LongRunning, TaskScheduler.Default)
            : Task.Run(WorkAsync, stop));
        await Task.WhenAll([.. workers]);
        return done / time.GetElapsedTime(began).TotalSeconds;
    }

    private static double Median(List<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
