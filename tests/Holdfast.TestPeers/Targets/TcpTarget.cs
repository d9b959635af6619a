using System.Net;
using System.Net.Sockets;

namespace Holdfast.TestPeers.Targets;

/// <summary>The service behind an address: accepts TCP connections and closes them, or, closed, refuses them.</summary>
public sealed class TcpTarget : IDisposable
{
    private TcpListener? _listener;

    /// <summary>Opens at an address of the loopback network.</summary>
    public TcpTarget(IPAddress address, int port)
    {
        EndPoint = new IPEndPoint(address, port);
        Open();
    }

    /// <summary>Where it is.</summary>
    public IPEndPoint EndPoint { get; private set; }

    /// <summary>How many connections came.</summary>
    public int Connections { get; private set; }

    /// <summary>Accepts again.</summary>
    public void Open()
    {
        _listener = new TcpListener(EndPoint);
        _listener.Start();
        EndPoint = (IPEndPoint)_listener.LocalEndpoint;
        _ = AcceptAsync(_listener);
    }

    /// <summary>Refuses from now on.</summary>
    public void Close()
    {
        _listener?.Dispose();
        _listener = null;
    }

    public void Dispose() => Close();

    private async Task AcceptAsync(TcpListener listener)
    {
        while (true)
        {
            try
            {
                using var client = await listener.AcceptTcpClientAsync();
                Connections++;
            }
            catch (Exception closed) when (closed is ObjectDisposedException or SocketException)
            {
                return;
            }
        }
    }
}
