using System.Net;
using Holdfast.Endpoints;
using Holdfast.Endpoints.Observing;
using Holdfast.Store;
using Holdfast.Wire.Names;
using Microsoft.Extensions.Logging;

namespace Holdfast.App.Demo;

/// <summary>One of the enactors: its zone's observer, its network and its process can be broken.</summary>
internal sealed class DemoEnactor(string zone, IOrderedStore store, ILoggerFactory loggers, TimeProvider time) : IAsyncDisposable
{
    private readonly Network _network = new(new SocketProbe(time));
    private CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    /// <summary>The zone it stands in, which is its name too.</summary>
    public string Zone => zone;

    /// <summary>Its way to the store.</summary>
    public StallingStore Store { get; } = new(store);

    /// <summary>What runs; null before the first configuration.</summary>
    public EndpointsService? Service { get; private set; }

    /// <summary>Whether its probes reach nobody.</summary>
    public bool IsCutOff
    {
        get => _network.IsCut;
        set => _network.IsCut = value;
    }

    /// <summary>Runs with a configuration, in place of the one before.</summary>
    public async Task ConfigureAsync(EndpointsOptions options)
    {
        await StopAsync();
        _stop = new CancellationTokenSource();
        Service = new EndpointsService(
            options with { Enactor = zone }, Store, _network, time, new Random(StringComparer.Ordinal.GetHashCode(zone)), new EndpointsMetrics(), loggers.CreateLogger<EndpointsService>());
        _running = Service.RunAsync(_stop.Token);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    private async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _running;
    }

    private sealed class Network(IProbe probe) : IProbe
    {
        public volatile bool IsCut;

        public ValueTask<ProbeResult> ProbeAsync(IPAddress address, ProbeOptions options, DomainName name, CancellationToken cancellationToken) =>
            IsCut ? new(new ProbeResult(ProbeOutcome.Unreachable, "no route to host")) : probe.ProbeAsync(address, options, name, cancellationToken);
    }
}
