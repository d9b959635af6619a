using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Holdfast.Wire.Edns;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Records;

namespace Holdfast.TestPeers.Probing;

/// <summary>One connected UDP socket with a thread of its own that matches answers to samples by id.</summary>
internal sealed class ProbeSocket : IAsyncDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = 4 << 20 };
    private readonly Dictionary<ushort, (ProbeSample Sample, long Sent)> _waiting = [];
    private readonly Task _loop;
    private readonly byte[] _buffer = new byte[512];
    private ushort _id = (ushort)Random.Shared.Next(ushort.MaxValue);
    private volatile bool _ended;

    public ProbeSocket(IPEndPoint server)
    {
        _socket.Connect(server);
        _loop = Task.Factory.StartNew(Receive, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public void Ask(byte[] query, ProbeSample sample)
    {
        query.CopyTo(_buffer, 0);
        BinaryPrimitives.WriteUInt16BigEndian(_buffer, ++_id);
        lock (_waiting)
        {
            _waiting[_id] = (sample, TimeProvider.System.GetTimestamp());
        }

        try
        {
            _socket.Send(_buffer.AsSpan(0, query.Length));
        }
        catch (SocketException)
        {
            // Nobody listens at the moment: the sample stays unanswered.
        }
    }

    /// <summary>Gives up on all that is still unanswered.</summary>
    public void Forget()
    {
        lock (_waiting)
        {
            _waiting.Clear();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _ended = true;
        _socket.Shutdown(SocketShutdown.Both); // wakes the receiver
        await _loop;
        _socket.Dispose();
    }

    private void Receive()
    {
        var buffer = new byte[4096];
        while (!_ended)
        {
            try
            {
                var length = _socket.Receive(buffer);
                Note(buffer.AsSpan(0, length), TimeProvider.System.GetTimestamp());
            }
            catch (SocketException)
            {
                // Port unreachable: an earlier query met no listener.
            }
        }
    }

    private void Note(ReadOnlySpan<byte> octets, long received)
    {
        if (octets.Length < MessageHeader.Octets)
        {
            return;
        }

        (ProbeSample Sample, long Sent) asked;
        lock (_waiting)
        {
            if (!_waiting.Remove(BinaryPrimitives.ReadUInt16BigEndian(octets), out asked))
            {
                return;
            }
        }

        var latency = TimeProvider.System.GetElapsedTime(asked.Sent, received);
        if (latency > Prober.Patience || !Message.TryRead(octets, out var response, out _, out _))
        {
            return;
        }

        var sample = asked.Sample;
        var addresses = response.Answers.Select(record => record.Data).OfType<AData>().Select(data => data.Address).ToArray();
        sample.Code = response.ResponseCode;
        sample.HasAddress = addresses.Length > 0;
        sample.HasGoodAddress = addresses.Length > 0 && (sample.Class.Good is not { } good || addresses.All(good.Contains));
        sample.Error = EdnsRecord.From(response.Opt)?.Options.Select(ExtendedError.From).FirstOrDefault(error => error is not null)?.Code;
        sample.Latency = latency;
    }
}
