using System.Net;
using Grpc.Core;
using Grpc.Net.Client.Balancer;
using Holdfast.Resolver.Clients;

namespace Holdfast.Resolver.Grpc;

/// <summary>Resolves one target, and again when its addresses' TTL has passed.</summary>
internal sealed class HoldfastTargetResolver(DnsLookup lookup, string host, int port, ResolverOptions options)
    : PollingResolver(options.LoggerFactory)
{
    // However short the TTL, a target is not looked up more often; the resolver's cache would answer anyway.
    private static readonly TimeSpan _leastRefresh = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _mostRefresh = TimeSpan.FromMinutes(5);

    private ITimer? _refresh;

    protected override void OnStarted() =>
        _refresh = lookup.Clock.Time.CreateTimer(_ => Refresh(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    protected override async Task ResolveAsync(CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(host.AsSpan().Trim("[]"), out _))
        {
            Listener(ResolverResult.ForResult([new BalancerAddress(host.Trim('[', ']'), port)]));
            return;
        }

        DnsResult<AddressRecord> found;
        try
        {
            found = await lookup.ResolveAddressesAsync(host, cancellationToken);
        }
        catch (ArgumentException notAName)
        {
            Listener(ResolverResult.ForFailure(new Status(StatusCode.Unavailable, notAName.Message)));
            return;
        }

        var addresses = found.Records;
        Listener(addresses.Count > 0
            ? ResolverResult.ForResult([.. addresses.Select(record => new BalancerAddress(record.Address.ToString(), port))])
            : ResolverResult.ForFailure(new Status(
                StatusCode.Unavailable, $"{host}: {found.ResponseCode}, no address: {string.Join("; ", found.Errors.Select(error => error.Text))}")));
        var ttl = addresses.Count > 0 ? addresses.Min(record => record.Ttl) : found.NegativeCacheTtl;
        _refresh?.Change(TimeSpan.FromTicks(Math.Clamp(ttl.Ticks, _leastRefresh.Ticks, _mostRefresh.Ticks)), Timeout.InfiniteTimeSpan);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _refresh?.Dispose();
        }

        base.Dispose(disposing);
    }
}
