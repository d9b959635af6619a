using System.Collections.Immutable;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using Holdfast.Balancing.Forwarding;
using Holdfast.Certificates;
using Holdfast.Endpoints;
using Holdfast.Endpoints.Observing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Yarp.ReverseProxy.Forwarder;

namespace Holdfast.Balancing;

/// <summary>
/// One address that stays, in front of nodes that come and go. Who is well it reads from the same board as the pool's name;
/// what traffic shows it adds itself. The way of a request is told in <c>Forwarding/ForwardingApplication.cs</c>.
/// </summary>
public sealed class VirtualAddress : IAsyncDisposable
{
    private readonly VirtualAddressOptions _options;
    private readonly BalancedPool _pool;
    private readonly BalancingMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CertificateStore _certificates;
    private readonly List<ListenOptions> _bound = [];
    private WebApplication? _host;
    private IServer? _server;
    private ForwardingApplication? _application;

    /// <summary>Takes the parts it works with; nothing is opened yet.</summary>
    /// <param name="options">Where, to whom, and the limits.</param>
    /// <param name="board">Who is well.</param>
    /// <param name="metrics">Where counts go.</param>
    /// <param name="time">Time.</param>
    /// <param name="chance">What choices are drawn from; asked once.</param>
    /// <param name="logger">Where changes are told.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public VirtualAddress(VirtualAddressOptions options, HealthBoard board, BalancingMetrics metrics, TimeProvider time, Random chance, ILogger<VirtualAddress> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(board);
        ArgumentNullException.ThrowIfNull(metrics);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(chance);
        if (options.Faults("virtual-address").FirstOrDefault() is { } fault)
        {
            throw new ArgumentException(fault.ToString(), nameof(options));
        }

        (_options, _metrics, _time, _logger) = (options, metrics, time, logger);
        _certificates = new CertificateStore(metrics.Reloads, time, logger);
        _pool = new BalancedPool(options, board, metrics, time, chance, logger);
    }

    /// <summary>Where it listens, with the ports that were taken, in the options' order.</summary>
    public ImmutableArray<IPEndPoint> EndPoints => [.. _bound.Select(listen => listen.IPEndPoint!)];

    /// <summary>Each node as it is now.</summary>
    public ImmutableArray<NodeState> Nodes => _pool.Nodes;

    /// <summary>Opens every address or none, and begins to serve.</summary>
    /// <returns>What stands in the way; null when it serves.</returns>
    public async Task<OptionFault?> TryStartAsync(CancellationToken cancellationToken)
    {
        if (_options.Certificate is { } files && TryUse(files) is { } fault)
        {
            return fault;
        }

        _host = Build();
        _server = _host.Services.GetRequiredService<IServer>();
        _application = new ForwardingApplication(_options, _pool, _host.Services.GetRequiredService<IHttpForwarder>(), _metrics, _time);
        try
        {
            await _server.StartAsync(_application, cancellationToken);
        }
        catch (Exception taken) when (taken is IOException or SocketException)
        {
            return new OptionFault("virtual-address.listen", string.Join(", ", _options.Listen.Select(listen => listen.EndPoint)), $"cannot be listened on: {taken.Message.TrimEnd('.')}", "addresses of this machine that nobody else listens on");
        }

        _metrics.Add(this, _options.Name);
        BalancingMessages.Serves(_logger, _options.Name.ToString(), string.Join(", ", EndPoints));
        return null;
    }

    /// <summary>Lets a node get nothing new; what it has it may end in peace, as <see cref="Nodes"/> shows.</summary>
    /// <returns>False when it is none of the pool.</returns>
    public bool Drain(IPAddress node) => _pool.Drain(node);

    /// <summary>Takes a drain back.</summary>
    /// <returns>False when it is none of the pool.</returns>
    public bool Undrain(IPAddress node) => _pool.Undrain(node);

    /// <summary>Takes no new connection, lets requests in flight end within their limit, and closes.</summary>
    public async ValueTask DisposeAsync()
    {
        _metrics.Remove(this);
        if (_server is not null)
        {
            using var patience = new CancellationTokenSource(_options.Limits.Stop, _time);
            await _server.StopAsync(patience.Token);
            if (patience.IsCancellationRequested)
            {
                BalancingMessages.CutOff(_logger, _options.Name.ToString(), _options.Limits.Stop);
            }
        }

        if (_host is not null)
        {
            await _host.DisposeAsync();
        }

        _application?.Dispose();
        _certificates.Dispose();
        _pool.Dispose();
    }

    private OptionFault? TryUse(CertificateFiles files)
    {
        try
        {
            _certificates.Use(files, CertificateStore.Load(files), _options.FileCheckInterval);
            return null;
        }
        catch (Exception fault) when (fault is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            return new OptionFault("virtual-address.certificate", files.Path, $"cannot be used: {fault.Message.TrimEnd('.')}", "a certificate and its private key");
        }
    }

    // Kestrel and YARP with nothing around them: no middleware, no routing, no log of theirs, since what they tell is told of each request.
    private WebApplication Build()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "holdfast" });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(Configure);
        builder.Services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        builder.Services.AddHttpForwarder();
        return builder.Build();
    }

    private void Configure(KestrelServerOptions kestrel)
    {
        var limits = _options.Limits;
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxConcurrentConnections = limits.MaxConnections;
        kestrel.Limits.MaxRequestBodySize = limits.MaxBodyOctets;
        kestrel.Limits.KeepAliveTimeout = limits.ClientIdle;
        var identity = new TlsIdentity(_certificates, SslApplicationProtocol.Http2, SslApplicationProtocol.Http11);
        foreach (var (endPoint, protocol) in _options.Listen)
        {
            kestrel.Listen(endPoint, listen =>
            {
                listen.Protocols = protocol switch
                {
                    ClientProtocol.Http => HttpProtocols.Http1,
                    ClientProtocol.H2c => HttpProtocols.Http2,
                    _ => HttpProtocols.Http1AndHttp2,
                };
                if (protocol == ClientProtocol.Https)
                {
                    listen.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => ValueTask.FromResult(identity.Current) });
                }

                _bound.Add(listen);
            });
        }
    }
}
