using Holdfast.Datagrams;
using Holdfast.Resolver.Exchanges;
using Holdfast.Resolver.Resolving;
using Holdfast.Server.Pipeline;
using Microsoft.Extensions.Logging;

namespace Holdfast.Server.Listeners;

/// <summary>
/// Takes misses of UDP to the resolver, and sends their responses from whichever thread has the answer: with that
/// thread's other datagrams where it gathers them, else at once.
/// </summary>
internal sealed partial class UdpMisses(QueryPipeline pipeline, ServerMetrics metrics, ILogger logger)
{
    private readonly CounterBlock _counters = metrics.NewBlock(Transport.Udp, shared: true);
    private int _underWay;

    /// <summary>How many are not answered yet.</summary>
    public int UnderWay => Volatile.Read(ref _underWay);

    /// <summary>Begins to resolve on the calling thread, which goes on as soon as a provider is asked.</summary>
    public void Begin(UdpMiss miss)
    {
        Interlocked.Increment(ref _underWay);
        _ = ResolveAsync(miss);
    }

    private async Task ResolveAsync(UdpMiss miss)
    {
        try
        {
            if (await pipeline.ResolveAsync(miss.Query, miss.Client, CancellationToken.None) is { } resolution)
            {
                Answer(miss, resolution);
            }
        }
        catch (Exception bug)
        {
            LogBug(logger, bug);
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }

    private void Answer(UdpMiss miss, Resolution resolution)
    {
        if (DatagramOutbox.Current is { } outbox)
        {
            outbox.Add(miss.Socket, Finish(miss, resolution, outbox.Room), miss.Address, miss.Control, null);
            return;
        }

        // A thread of the pool: after a stream, a proof or a timer.
        Span<byte> response = stackalloc byte[QueryPipeline.MaxUdpOctets];
        DatagramOutbox.SendNow(miss.Socket, response[..Finish(miss, resolution, response)], miss.Address, miss.Control);
    }

    private int Finish(UdpMiss miss, Resolution resolution, Span<byte> response) =>
        pipeline.Finish(miss.Query.Span, miss.Client, _counters, resolution, response);

    [LoggerMessage(EventId = 3011, Level = LogLevel.Error, Message = "A query over UDP was not answered because of a bug")]
    private static partial void LogBug(ILogger logger, Exception bug);
}
