using System.Net;
using System.Net.Sockets;
using Holdfast.Wire.Edns;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Records;

namespace Holdfast.Conformance.Authority;

/// <summary>Questions to a real server over UDP, one after another, without RD and with room for whatever it says.</summary>
internal sealed class PeerSocket : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 5000 };
    private readonly byte[] _octets = new byte[Message.MaxOctets];
    private ushort _id;

    public PeerSocket(IPEndPoint server) => _socket.Connect(server);

    public Message Ask(Question question)
    {
        Assert.True(Message.Query(question, ++_id, new EdnsRecord { UdpPayloadOctets = 4096 }, MessageFlags.None).TryWrite(_octets, out var length));
        _socket.Send(_octets.AsSpan(0, length));
        while (true)
        {
            var received = _socket.Receive(_octets);
            Assert.True(Message.TryRead(_octets.AsSpan(0, received), out var message, out var fault, out _), $"{question}: {fault}");
            if (message.Id == _id)
            {
                return message with { Additionals = message.Additionals.RemoveAll(record => record.Type == RecordType.OPT) };
            }
        }
    }

    public void Dispose() => _socket.Dispose();
}
