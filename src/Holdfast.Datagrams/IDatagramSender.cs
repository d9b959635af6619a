using System.Net.Sockets;

namespace Holdfast.Datagrams;

/// <summary>Wants to know when what it put into an outbox could not be sent.</summary>
public interface IDatagramSender
{
    /// <summary>Something that was put into the outbox could not be sent; on the outbox's thread.</summary>
    void SendFailed(SocketError error);
}
