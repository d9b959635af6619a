using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;

namespace Holdfast.Resolver.Exchanges.Streams;

/// <summary>A connected socket, or why there is none.</summary>
internal readonly record struct Dialed(Socket? Socket, ExchangeOutcome Outcome, string? Detail = null);

/// <summary>
/// Connects to the first of several addresses that takes the call, beginning the next attempt when one fails or has not
/// succeeded for a while (RFC 8305 §5).
/// </summary>
internal sealed class Dialer(TimeProvider time)
{
    /// <summary>How many addresses of one server are tried.</summary>
    public const int MaxAddresses = 8;

    private static readonly TimeSpan _betweenAttempts = TimeSpan.FromMilliseconds(250); // RFC 8305 §8

    public async Task<Dialed> DialAsync(ImmutableArray<IPAddress> addresses, int port, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var attempts = new List<Task<Dialed>>();
        var result = new Dialed(null, ExchangeOutcome.Unreachable, "no address");
        var left = new Queue<IPAddress>(addresses.Take(MaxAddresses));
        while (left.Count > 0 || attempts.Count > 0)
        {
            if (left.TryDequeue(out var address))
            {
                attempts.Add(ConnectAsync(new IPEndPoint(address, port), stop.Token));
            }

            var ended = await FirstEndedAsync(attempts, left.Count > 0, stop.Token).ConfigureAwait(false);
            if (ended is null)
            {
                continue;
            }

            attempts.Remove(ended);
            result = await ended.ConfigureAwait(false);
            if (result.Socket is not null)
            {
                await stop.CancelAsync().ConfigureAwait(false);
                foreach (var late in await Task.WhenAll(attempts).ConfigureAwait(false))
                {
                    late.Socket?.Dispose();
                }

                break;
            }
        }

        return result;
    }

    // Null when it is time for the next attempt.
    private async Task<Task<Dialed>?> FirstEndedAsync(List<Task<Dialed>> attempts, bool more, CancellationToken stop)
    {
        if (!more)
        {
            return await Task.WhenAny(attempts).ConfigureAwait(false);
        }

        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var wait = Task.Delay(_betweenAttempts, time, waiting.Token);
        var first = await Task.WhenAny([.. attempts, wait]).ConfigureAwait(false);
        await waiting.CancelAsync().ConfigureAwait(false);
        return first as Task<Dialed>;
    }

    private static async Task<Dialed> ConnectAsync(IPEndPoint server, CancellationToken cancellationToken)
    {
        Socket? socket = null;
        try
        {
            socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(server, cancellationToken).ConfigureAwait(false);
            return new(socket, ExchangeOutcome.Answered);
        }
        catch (SocketException broken)
        {
            socket?.Dispose();
            return new(null, SocketFailure.Outcome(broken.SocketErrorCode), $"{server}: {SocketFailure.Describe(broken.SocketErrorCode)}");
        }
        catch (OperationCanceledException)
        {
            socket?.Dispose();
            return new(null, ExchangeOutcome.TimedOut, $"{server}: connecting timed out");
        }
    }
}
