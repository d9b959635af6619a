using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Holdfast.Server.Pipeline;

namespace Holdfast.Server.Listeners;

/// <summary>What UDP sockets need beyond what .NET knows: sharing a port, and answering from the address that was asked.</summary>
internal static class UdpSockets
{
    private const int SolSocket = 1;
    private const int SoReusePort = 15;
    private const int IpProtoIP = 0;
    private const int IpMtuDiscover = 10;
    private const int IpPmtuDiscOmit = 5;
    private const ushort FamilyIPv4 = 2; // AF_INET

    /// <summary>Opens sockets that share one address; the kernel spreads clients over them (SO_REUSEPORT, socket(7)).</summary>
    /// <exception cref="SocketException">The address is taken, or is not ours.</exception>
    public static Socket[] OpenShared(IPEndPoint endPoint, int count, int bufferOctets)
    {
        // Without this trial another daemon's sockets would share the port, and half of the clients, without a word.
        using (var trial = new Socket(endPoint.AddressFamily, SocketType.Dgram, ProtocolType.Udp))
        {
            OnlyOwnFamily(trial);
            trial.Bind(endPoint);
        }

        var sockets = new Socket[count];
        for (var i = 0; i < count; i++)
        {
            sockets[i] = Open(endPoint, bufferOctets, shared: true);
            endPoint = (IPEndPoint)sockets[i].LocalEndPoint!;
        }

        return sockets;
    }

    /// <summary>Opens a socket.</summary>
    /// <exception cref="SocketException">The address is taken, or is not ours.</exception>
    public static Socket Open(IPEndPoint endPoint, int bufferOctets, bool shared)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            OnlyOwnFamily(socket);
            socket.ReceiveBufferSize = bufferOctets;
            socket.SendBufferSize = bufferOctets;
            if (shared)
            {
                SetOption(socket, SolSocket, SoReusePort, 1);
                if (endPoint.AddressFamily == AddressFamily.InterNetwork)
                {
                    // Forged ICMP must not make us send fragments (RFC 9715 §3.1).
                    SetOption(socket, IpProtoIP, IpMtuDiscover, IpPmtuDiscOmit);
                }

                if (IsWildcard(endPoint))
                {
                    var level = endPoint.AddressFamily == AddressFamily.InterNetwork ? SocketOptionLevel.IP : SocketOptionLevel.IPv6;
                    socket.SetSocketOption(level, SocketOptionName.PacketInformation, true);
                }
            }

            socket.Bind(endPoint);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Whether the address stands for all of ours, so that a response's source must be chosen.</summary>
    public static bool IsWildcard(IPEndPoint endPoint) => endPoint.Address.Equals(IPAddress.Any) || endPoint.Address.Equals(IPAddress.IPv6Any);

    /// <summary>Reads a sockaddr. Hot path.</summary>
    public static ClientAddress AddressOf(ReadOnlySpan<byte> sockaddr)
    {
        const int IPv4Offset = 4; // family, port
        const int IPv6Offset = 8; // family, port, flow information
        return MemoryMarshal.Read<ushort>(sockaddr) == FamilyIPv4
            ? ClientAddress.FromIPv4(sockaddr.Slice(IPv4Offset, 4))
            : ClientAddress.FromIPv6(sockaddr.Slice(IPv6Offset, 16));
    }

    /// <summary>
    /// Makes received control messages fit for sending: the response leaves from the address that was asked, by whatever
    /// interface routing chooses. Only a link-local address needs the interface it came by. Hot path.
    /// </summary>
    public static void PrepareReply(Span<byte> control)
    {
        const int LevelOffset = 8;           // cmsghdr: length (8), level (4), type (4)
        const int DataOffset = 16;
        const int EndIPv4 = DataOffset + 12; // in_pktinfo: interface, local address, header's address
        const int EndIPv6 = DataOffset + 20; // in6_pktinfo: address, interface
        if (control.Length < EndIPv4)
        {
            return;
        }

        if (MemoryMarshal.Read<int>(control[LevelOffset..]) == IpProtoIP)
        {
            control.Slice(DataOffset, 4).Clear();
        }
        else if (control.Length >= EndIPv6 && (BinaryPrimitives.ReadUInt16BigEndian(control[DataOffset..]) & 0xFFC0) != 0xFE80)
        {
            control.Slice(EndIPv6 - 4, 4).Clear();
        }
    }

    private static void OnlyOwnFamily(Socket socket)
    {
        if (socket.AddressFamily == AddressFamily.InterNetworkV6)
        {
            socket.DualMode = false;
        }
    }

    private static void SetOption(Socket socket, int level, int name, int value) =>
        socket.SetRawSocketOption(level, name, MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in value)));
}
