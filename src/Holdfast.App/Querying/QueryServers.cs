using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Holdfast.Resolver.Exchanges;
using Holdfast.Resolver.Exchanges.Bootstrap;

namespace Holdfast.App.Querying;

/// <summary>From what stands behind an at sign to the address of an exchange.</summary>
internal static class QueryServers
{
    /// <summary>The exchange for a server.</summary>
    /// <returns>The addresses in the order to try them, or none with what is wrong.</returns>
    public static async Task<(ImmutableArray<ExchangeAddress> Addresses, string? Problem)> FindAsync(
        QueryPlan plan, QueryServer server, CancellationToken cancellationToken)
    {
        if (server.Text.Contains("://", StringComparison.Ordinal))
        {
            return ExchangeAddress.TryParse(server.Text, out var whole, out var fault) ? ([whole], null) : ([], $"@{server.Text}: {fault}");
        }

        if (ExchangeAddress.TryParse(server.Text, out var bare, out _))
        {
            var port = server.Text.Contains(']', StringComparison.Ordinal) || server.Text.AsSpan().Count(':') == 1 ? bare.Port : plan.Port;
            return ([(plan with { Port = port }).AddressAt(bare.Addresses[0], name: null)], null);
        }

        if (Uri.CheckHostName(server.Text) != UriHostNameType.Dns)
        {
            return ([], $"@{server.Text} is neither an address, nor a host name, nor udp://, tcp://, tls:// or https:// and an address");
        }

        try
        {
            var found = await Dns.GetHostAddressesAsync(server.Text, cancellationToken);
            return ([.. found.Select(address => plan.AddressAt(address, server.Text))], null);
        }
        catch (SocketException fault)
        {
            return ([], $"@{server.Text} has no address here: {fault.Message}");
        }
    }

    /// <summary>The system's own servers.</summary>
    public static ImmutableArray<ExchangeAddress> OfSystem(QueryPlan plan)
    {
        var servers = SystemServers.Read();
        return servers.IsEmpty
            ? [plan.AddressAt(IPAddress.Loopback, name: null)]
            : [.. servers.Select(server => plan.AddressAt(server.Addresses[0], name: null))];
    }
}
