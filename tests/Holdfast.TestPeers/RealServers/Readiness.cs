using System.Net;
using System.Net.Sockets;

namespace Holdfast.TestPeers.RealServers;

/// <summary>Waits until a server answers.</summary>
public static class Readiness
{
    private static readonly TimeSpan _patience = TimeSpan.FromMilliseconds(100);

    // Id 0x4844, RD, one question: "ready.invalid. A".
    private static readonly byte[] _query =
        [0x48, 0x44, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 5, .. "ready"u8, 7, .. "invalid"u8, 0, 0, 1, 0, 1];

    /// <summary>Asks until an answer comes.</summary>
    /// <returns>False when <paramref name="ended"/> or out of time.</returns>
    public static async Task<bool> WaitAsync(ServerProgram program, IPEndPoint server, Func<bool> ended, TimeSpan limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(ended);
        var until = TimeProvider.System.GetTimestamp() + (limit.Ticks * TimeProvider.System.TimestampFrequency / TimeSpan.TicksPerSecond);
        while (TimeProvider.System.GetTimestamp() < until && !ended())
        {
            if (await program.AnswersAsync(server, cancellationToken))
            {
                return true;
            }

            await Task.Delay(10, cancellationToken);
        }

        return false;
    }

    /// <summary>Whether a DNS server answers a query.</summary>
    public static async Task<bool> AskAsync(IPEndPoint server, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(server);
        using var socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(_patience);
        var response = new byte[512];
        try
        {
            await socket.ConnectAsync(server, patience.Token);
            await socket.SendAsync(_query, SocketFlags.None, patience.Token);
            return await socket.ReceiveAsync(response, SocketFlags.None, patience.Token) >= 12
                && response[0] == _query[0] && response[1] == _query[1];
        }
        catch (SocketException)
        {
            return false; // port unreachable: not listening yet
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
