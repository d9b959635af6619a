using System.Diagnostics.Metrics;
using Holdfast.App.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.App.Tests.Hosting;

public sealed class CollectionPausesTests
{
    [Fact]
    public void Every_collection_tells_how_long_it_stopped_the_process_until_nobody_listens()
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var meters = services.GetRequiredService<IMeterFactory>();
        var pauses = new List<double>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (ReferenceEquals(instrument.Meter.Scope, meters))
                {
                    listening.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((_, seconds, _, _) => pauses.Add(seconds));
        listener.Start();

        var measuring = new CollectionPauses(meters);
        Collect();
        var first = pauses.Count;
        Collect();
        var second = pauses.Count;
        measuring.Dispose();
        Collect();
        var stopped = pauses.Count;
        Collect();

        Assert.True(first > 0 && second > first, $"{first}, then {second} pauses were told");
        Assert.All(pauses, seconds => Assert.InRange(seconds, double.Epsilon, 60));
        Assert.Equal(stopped, pauses.Count);
    }

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }
}
