namespace Holdfast.Resolver.Exchanges.Udp;

/// <summary>Reads what comes for UDP sockets and hands it to them.</summary>
internal interface IDatagramReader : IDisposable
{
    /// <summary>Begins to read for a socket, until the socket is closed.</summary>
    void Watch(UdpSocket socket);
}
