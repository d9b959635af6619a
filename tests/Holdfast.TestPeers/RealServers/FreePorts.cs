using System.Net;
using System.Net.Sockets;

namespace Holdfast.TestPeers.RealServers;

/// <summary>Loopback ports that nobody holds, for programs that cannot be told to take any and say which.</summary>
public static class FreePorts
{
    /// <summary>Picks ports free for UDP and TCP alike at this moment.</summary>
    public static int[] Pick(int count)
    {
        var held = new List<Socket>();
        var ports = new List<int>();
        try
        {
            while (ports.Count < count)
            {
                var udp = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
                var tcp = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                held.Add(udp);
                held.Add(tcp);
                tcp.Bind(new IPEndPoint(IPAddress.Loopback, 0));
                try
                {
                    udp.Bind(tcp.LocalEndPoint!);
                    ports.Add(((IPEndPoint)tcp.LocalEndPoint!).Port);
                }
                catch (SocketException)
                {
                    // Taken for UDP by somebody else: the next one will do.
                }
            }

            return [.. ports];
        }
        finally
        {
            held.ForEach(socket => socket.Dispose());
        }
    }
}
