using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Holdfast.Resolver.Exchanges;
using Holdfast.Server.Pipeline;
using Microsoft.Extensions.Logging;

namespace Holdfast.Server.Listeners;

/// <summary>
/// One thread with a socket of its own: takes a batch of datagrams, sends each through the pipeline, sends the responses
/// as one batch. Idle, it sleeps in the kernel. Misses are answered from other threads by the same socket.
/// </summary>
internal sealed partial class UdpWorker : IUdpWorker
{
    // Whatever ails the system, a thread must not spin on it.
    private static readonly TimeSpan _restAfterFailure = TimeSpan.FromMilliseconds(50);

    private readonly Socket _socket;
    private readonly int _descriptor;
    private readonly bool _wantsControl;
    private readonly QueryPipeline _pipeline;
    private readonly UdpMisses _misses;
    private readonly CounterBlock _counters;
    private readonly ILogger _logger;
    private readonly Thread _thread;
    private readonly ManualResetEventSlim _stopped = new();

    public UdpWorker(Socket socket, QueryPipeline pipeline, UdpMisses misses, CounterBlock counters, ILogger logger)
    {
        _socket = socket;
        _descriptor = (int)socket.Handle;
        _wantsControl = UdpSockets.IsWildcard((IPEndPoint)socket.LocalEndPoint!);
        _pipeline = pipeline;
        _misses = misses;
        _counters = counters;
        _logger = logger;
        _thread = new Thread(Run) { IsBackground = true, Name = $"udp {socket.LocalEndPoint}" };
    }

    /// <inheritdoc/>
    public void Start() => _thread.Start();

    /// <inheritdoc/>
    public void StopReceiving()
    {
        if (_thread.IsAlive)
        {
            _stopped.Set();

            // Wakes the thread. An unconnected socket reports an error, and its half is shut down all the same. The other
            // half must still send what is under way.
            _ = Libc.Shutdown(_descriptor, Libc.ReceivingHalf);
            _thread.Join();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        StopReceiving();
        _socket.Dispose();
        _stopped.Dispose();
    }

    private void Run()
    {
        using var batch = new UdpBatch();
        while (!_stopped.IsSet)
        {
            if (!batch.Receive(_descriptor, _wantsControl))
            {
                RestAfterFailure(Marshal.GetLastPInvokeError());
                continue;
            }

            try
            {
                Serve(batch);
            }
            catch (Exception bug)
            {
                LogBug(_logger, bug);
            }
        }
    }

    private void RestAfterFailure(int error)
    {
        if (error != Libc.Interrupted && !_stopped.IsSet)
        {
            LogReceiveFailed(_logger, _socket.LocalEndPoint, error);
            _stopped.Wait(_restAfterFailure);
        }
    }

    // Hot path.
    private void Serve(UdpBatch batch)
    {
        var now = _pipeline.Clock.Now;
        for (var slot = 0; slot < batch.Count; slot++)
        {
            var address = batch.Address(slot);
            if (address.IsEmpty)
            {
                continue; // not a datagram, but the wake-up of a stop
            }

            var control = batch.Control(slot);
            UdpSockets.PrepareReply(control);
            var query = batch.Query(slot);
            var client = new ClientInfo(UdpSockets.AddressOf(address), Transport.Udp, now);
            switch (_pipeline.Handle(query, client, _counters, batch.Response(slot), out var length))
            {
                case PipelineVerdict.Answered:
                    batch.Queue(slot, length);
                    break;
                case PipelineVerdict.Miss:
                    _misses.Start(new UdpMiss(_misses, _socket, query, client, address, control));
                    break;
            }
        }

        batch.Send(_descriptor);
    }

    [LoggerMessage(EventId = 3010, Level = LogLevel.Warning, Message = "Receiving at {EndPoint} failed with error {Error}")]
    private static partial void LogReceiveFailed(ILogger logger, EndPoint? endPoint, int error);

    [LoggerMessage(EventId = 3014, Level = LogLevel.Error, Message = "A batch over UDP was not answered because of a bug")]
    private static partial void LogBug(ILogger logger, Exception bug);
}
