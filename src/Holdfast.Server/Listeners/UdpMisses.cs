using Holdfast.Resolver.Exchanges;
using Holdfast.Resolver.Resolving;
using Holdfast.Server.Pipeline;
using Microsoft.Extensions.Logging;

namespace Holdfast.Server.Listeners;

/// <summary>Takes misses of UDP off the receiving threads, and sends their responses from whichever thread has the answer.</summary>
internal sealed partial class UdpMisses(QueryPipeline pipeline, ServerMetrics metrics, ILogger logger, CancellationToken stopping)
{
    private readonly CounterBlock _counters = metrics.NewBlock(Transport.Udp, shared: true);
    private int _underWay;

    /// <summary>How many are not answered yet.</summary>
    public int UnderWay => Volatile.Read(ref _underWay);

    /// <summary>Hands a miss to the thread pool.</summary>
    public void Start(UdpMiss miss)
    {
        Interlocked.Increment(ref _underWay);
        ThreadPool.UnsafeQueueUserWorkItem(miss, preferLocal: false);
    }

    /// <summary>Resolves and answers.</summary>
    public void Run(UdpMiss miss) => _ = RunAsync(miss);

    private async Task RunAsync(UdpMiss miss)
    {
        try
        {
            if (await pipeline.ResolveAsync(miss.Query, miss.Client, stopping) is { } resolution)
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
        Span<byte> response = stackalloc byte[QueryPipeline.MaxUdpOctets];
        response = response[..pipeline.Finish(miss.Query.Span, miss.Client, _counters, resolution, response)];

        // The reference keeps the descriptor from being closed, and given to another socket, while it is used.
        var handle = miss.Socket.SafeHandle;
        var isHeld = false;
        try
        {
            handle.DangerousAddRef(ref isHeld);
            Send((int)handle.DangerousGetHandle(), response, miss.Address.Span, miss.Control);
        }
        catch (ObjectDisposedException)
        {
            // The server has stopped.
        }
        finally
        {
            if (isHeld)
            {
                handle.DangerousRelease();
            }
        }
    }

    private static unsafe void Send(int descriptor, ReadOnlySpan<byte> response, ReadOnlySpan<byte> address, ReadOnlySpan<byte> control)
    {
        fixed (byte* octets = response)
        fixed (byte* name = address)
        fixed (byte* from = control)
        {
            var data = new Libc.Octets { Start = octets, Length = (nuint)response.Length };
            var message = new Libc.MessageSlot
            {
                Address = name,
                AddressLength = (uint)address.Length,
                Data = &data,
                DataCount = 1,
                Control = from,
                ControlLength = (nuint)control.Length,
            };

            // What cannot be sent is lost, as datagrams are.
            _ = Libc.Send(descriptor, &message, 1, 0);
        }
    }

    [LoggerMessage(EventId = 3011, Level = LogLevel.Error, Message = "A query over UDP was not answered because of a bug")]
    private static partial void LogBug(ILogger logger, Exception bug);
}
