using System.Net;
using System.Net.Sockets;
using Holdfast.Wire.Messages;

namespace Holdfast.Resolver.Clients;

/// <summary>
/// Connects to a name's addresses in the manner of RFC 8305: both families are looked up at once and tried in turn, the
/// next address 250 ms after the one before or as soon as that one fails; the first connection wins, the others are
/// closed. <see cref="ConnectAsync(SocketsHttpConnectionContext, CancellationToken)"/> is a
/// <see cref="SocketsHttpHandler.ConnectCallback"/>.
/// </summary>
/// <param name="lookup">Where addresses come from.</param>
public sealed class HoldfastConnector(DnsLookup lookup)
{
    // RFC 8305 §8.
    private static readonly TimeSpan _attemptDelay = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan _resolutionDelay = TimeSpan.FromMilliseconds(50);

    /// <summary>Connects for an HTTP handler.</summary>
    /// <exception cref="SocketException">Nothing could be connected to, or the name has no address; the message says why.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var socket = await ConnectAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }

    /// <summary>Connects to a host.</summary>
    /// <param name="host">A name, or an address as text.</param>
    /// <param name="port">The TCP port.</param>
    /// <param name="cancellationToken">Gives up, closing whatever is under way.</param>
    /// <exception cref="SocketException">Nothing could be connected to, or the name has no address; the message says why.</exception>
    public async ValueTask<Socket> ConnectAsync(string host, int port, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(host);
        using var race = new ConnectionRace(port, lookup.Clock.Time, _attemptDelay, cancellationToken);
        if (IPAddress.TryParse(host.AsSpan().Trim("[]"), out var literal))
        {
            race.Add([literal]);
            return await race.RunAsync(null);
        }

        if (IsLocalhost(host))
        {
            race.Add([IPAddress.IPv6Loopback, IPAddress.Loopback]);
            return await race.RunAsync(null);
        }

        return await race.RunAsync(await BeginAsync(race, host, cancellationToken));
    }

    // Waits for the first addresses; the look-up that is still under way adds its own to the race (RFC 8305 §3).
    private async Task<Task<string>?> BeginAsync(ConnectionRace race, string host, CancellationToken cancellationToken)
    {
        var ofVersion4 = FindAsync(race, host, AddressFamily.InterNetwork, cancellationToken);
        if (!Socket.OSSupportsIPv6)
        {
            return ofVersion4;
        }

        var ofVersion6 = FindAsync(race, host, AddressFamily.InterNetworkV6, cancellationToken);
        if (await Task.WhenAny(ofVersion6, ofVersion4) == ofVersion6)
        {
            return Both(ofVersion6, ofVersion4);
        }

        // IPv4 answered first: IPv6 is given a moment, so that it is tried first where it works.
        using var answered = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(ofVersion6, Task.Delay(_resolutionDelay, lookup.Clock.Time, answered.Token));
        answered.Cancel();
        return Both(ofVersion6, ofVersion4);

        static async Task<string> Both(Task<string> one, Task<string> other) =>
            string.Join("; ", new[] { await one, await other }.Distinct().Where(text => text.Length > 0));
    }

    // What the look-up said when it found nothing; empty when it found something.
    private async Task<string> FindAsync(ConnectionRace race, string host, AddressFamily family, CancellationToken cancellationToken)
    {
        DnsResult<AddressRecord> found;
        try
        {
            found = await lookup.ResolveAddressesAsync(host, family, cancellationToken);
        }
        catch (ArgumentException notAName)
        {
            return notAName.Message;
        }

        race.Add(found.Records.Select(record => record.Address));
        var code = found.ResponseCode == ResponseCode.NoError ? "no address" : found.ResponseCode.ToString();
        return found.Records.Count > 0 ? "" : $"{host}: {string.Join(", ", found.Errors.Select(error => error.Text).Prepend(code))}";
    }

    // RFC 6761 §6.3: such names are never asked for.
    private static bool IsLocalhost(string host) =>
        host.TrimEnd('.') is var name
        && (name.Equals("localhost", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase));
}
