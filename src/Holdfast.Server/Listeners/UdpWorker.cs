using System.Net;
using System.Net.Sockets;
using System.Numerics;
using Holdfast.Datagrams;
using Holdfast.Resolver.Exchanges;
using Holdfast.Server.Pipeline;
using Microsoft.Extensions.Logging;

namespace Holdfast.Server.Listeners;

/// <summary>
/// One thread with a socket of its own: takes a batch of datagrams, sends each through the pipeline, sends the responses
/// as one batch; then begins the misses. Idle, it sleeps in the kernel. Misses are answered from the thread that hears the
/// provider, by the same socket.
/// </summary>
internal sealed partial class UdpWorker : IUdpWorker
{
    /// <summary>The longest query taken over UDP, in octets.</summary>
    public const int QueryOctets = 4096;

    // Datagrams in a batch: beyond 32 the system calls' share hardly shrinks. One bit of a mask each.
    private const int BatchSize = 32;

    // Whatever ails the system, a thread must not spin on it.
    private static readonly TimeSpan _restAfterFailure = TimeSpan.FromMilliseconds(50);

    private readonly Socket _socket;
    private readonly SafeSocketHandle _handle;
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
        _handle = socket.SafeHandle;
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
            DatagramInbox.StopReceiving(_handle);
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
        using var inbox = new DatagramInbox(BatchSize, QueryOctets, keepsSources: true, keepsControl: _wantsControl);
        using var outbox = DatagramOutbox.OpenOnThisThread();
        while (!_stopped.IsSet)
        {
            var received = inbox.Receive(_handle, waits: true);
            if (received != SocketError.Success)
            {
                RestAfterFailure(received);
                continue;
            }

            try
            {
                Serve(inbox, outbox);
            }
            catch (Exception bug)
            {
                LogBug(_logger, bug);
            }
        }
    }

    private void RestAfterFailure(SocketError error)
    {
        if (error != SocketError.Interrupted && !_stopped.IsSet)
        {
            LogReceiveFailed(_logger, _socket.LocalEndPoint, error);
            _stopped.Wait(_restAfterFailure);
        }
    }

    // Hits leave before the misses of the same batch are begun; what those ask providers leaves together, too. Hot path.
    private void Serve(DatagramInbox inbox, DatagramOutbox outbox)
    {
        var now = _pipeline.Clock.Now;
        var misses = 0u;
        for (var slot = 0; slot < inbox.Count; slot++)
        {
            var source = inbox.Source(slot);
            if (source.IsEmpty)
            {
                continue; // not a datagram, but the wake-up of a stop
            }

            var control = inbox.Control(slot);
            UdpSockets.PrepareReply(control);
            var client = new ClientInfo(UdpSockets.AddressOf(source), Transport.Udp, now);
            switch (_pipeline.Handle(inbox[slot], client, _counters, outbox.Room, out var length))
            {
                case PipelineVerdict.Answered:
                    outbox.Add(_handle, length, source, control, null);
                    break;
                case PipelineVerdict.Miss:
                    misses |= 1u << slot;
                    break;
            }
        }

        outbox.Flush();
        if (misses != 0)
        {
            Resolve(misses, inbox, outbox, now);
        }
    }

    private void Resolve(uint misses, DatagramInbox inbox, DatagramOutbox outbox, TimeSpan now)
    {
        for (; misses != 0; misses &= misses - 1)
        {
            var slot = BitOperations.TrailingZeroCount(misses);
            var client = new ClientInfo(UdpSockets.AddressOf(inbox.Source(slot)), Transport.Udp, now);
            _misses.Begin(new UdpMiss(_handle, inbox[slot], client, inbox.Source(slot), inbox.Control(slot)));
        }

        outbox.Flush();
    }

    [LoggerMessage(EventId = 3010, Level = LogLevel.Warning, Message = "Receiving at {EndPoint} failed with {Error}")]
    private static partial void LogReceiveFailed(ILogger logger, EndPoint? endPoint, SocketError error);

    [LoggerMessage(EventId = 3014, Level = LogLevel.Error, Message = "A batch over UDP was not answered because of a bug")]
    private static partial void LogBug(ILogger logger, Exception bug);
}
