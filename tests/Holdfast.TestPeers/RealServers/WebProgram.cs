using System.Net;
using System.Net.Sockets;

namespace Holdfast.TestPeers.RealServers;

/// <summary>A server of HTTP: it answers when it accepts connections.</summary>
public abstract class WebProgram : ServerProgram
{
    public override async Task<bool> AnswersAsync(IPEndPoint server, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(server);
        using var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(server, cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
