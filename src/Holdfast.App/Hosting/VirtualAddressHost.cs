using System.Collections.Immutable;
using System.Security.Cryptography;
using Holdfast.App.Configuration;
using Holdfast.Balancing;
using Holdfast.Endpoints.Observing;
using Holdfast.Wire.Names;
using Microsoft.Extensions.Logging;

namespace Holdfast.App.Hosting;

/// <summary>
/// The virtual addresses within the daemon. They go by the same board of health as the names. A reload touches those only
/// that changed, and a drained member keeps what it has in flight. One that cannot start is told and left out: neither names
/// nor the other addresses wait for it.
/// </summary>
internal sealed partial class VirtualAddressHost(HealthBoard board, BalancingMetrics metrics, ILoggerFactory loggers, TimeProvider time) : IAsyncDisposable
{
    private readonly ILogger _logger = loggers.CreateLogger("Holdfast.Daemon");
    private readonly Dictionary<DomainName, Running> _running = [];

    /// <summary>Those that serve, by their pools' names.</summary>
    public ImmutableArray<(DomainName Pool, VirtualAddress Address)> Serving => [.. _running.Select(entry => (entry.Key, entry.Value.Address))];

    /// <summary>Serves what is configured from now on, and no more than that.</summary>
    public async Task ApplyAsync(DaemonOptions options, CancellationToken cancellationToken)
    {
        var pools = options.Endpoints.Service.Pools.ToDictionary(pool => pool.Name);
        var wanted = options.VirtualAddresses
            .Where(section => pools.ContainsKey(section.Pool))
            .ToDictionary(section => section.Pool, section => section.For(pools[section.Pool]));
        foreach (var (pool, running) in _running.Where(entry => !wanted.TryGetValue(entry.Key, out var now) || !IsSame(entry.Value.Options, now)).ToList())
        {
            _running.Remove(pool);
            await running.Address.DisposeAsync();
        }

        foreach (var (pool, now) in wanted)
        {
            if (!_running.ContainsKey(pool))
            {
                await StartAsync(pool, now, cancellationToken);
            }

            if (_running.TryGetValue(pool, out var running))
            {
                foreach (var member in pools[pool].Members)
                {
                    _ = member.IsDrained ? running.Address.Drain(member.Address) : running.Address.Undrain(member.Address);
                }
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_running.Values.Select(running => running.Address.DisposeAsync().AsTask()));
        _running.Clear();
    }

    private async Task StartAsync(DomainName pool, VirtualAddressOptions options, CancellationToken cancellationToken)
    {
        var chance = new Random(RandomNumberGenerator.GetInt32(int.MaxValue));
        var address = new VirtualAddress(options, board, metrics, time, chance, loggers.CreateLogger<VirtualAddress>());
        if (await address.TryStartAsync(cancellationToken) is { } fault)
        {
            LogNotServed(pool.ToString(), fault.ToString());
            await address.DisposeAsync();
            return;
        }

        _running.Add(pool, new Running(options, address));
    }

    // Records compare arrays by identity.
    private static bool IsSame(VirtualAddressOptions before, VirtualAddressOptions after) =>
        before.Listen.SequenceEqual(after.Listen)
        && before.Nodes.SequenceEqual(after.Nodes)
        && before with { Listen = after.Listen, Nodes = after.Nodes } == after;

    [LoggerMessage(EventId = 4030, Level = LogLevel.Error, Message = "The virtual address of {Pool} is not served: {Fault}")]
    private partial void LogNotServed(string pool, string fault);

    private sealed record Running(VirtualAddressOptions Options, VirtualAddress Address);
}
