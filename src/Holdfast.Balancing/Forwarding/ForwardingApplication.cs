using System.Net;
using Holdfast.Balancing.Retrying;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Abstractions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Forwarder;

namespace Holdfast.Balancing.Forwarding;

/// <summary>
/// The way of one request. It is admitted, unless too many are in flight. A node is chosen and the request counted there. YARP
/// sends it and streams the response back. What became of it is judged: the node by it, and whether another node gets the
/// request, which it does while no octet of a response has gone to the client, the request may be repeated and the retry
/// budget lets it. In the end somebody has answered, or the client is told 502, 503 or 504.
/// </summary>
internal sealed class ForwardingApplication : IHttpApplication<HttpContext>, IDisposable
{
    private readonly VirtualAddressOptions _options;
    private readonly BalancedPool _pool;
    private readonly IHttpForwarder _forwarder;
    private readonly BalancingMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly NodeClient[] _clients;
    private readonly RetryBudget _budget;
    private readonly ForwarderRequestConfig _config;
    private int _inFlight;

    public ForwardingApplication(VirtualAddressOptions options, BalancedPool pool, IHttpForwarder forwarder, BalancingMetrics metrics, TimeProvider time)
    {
        (_options, _pool, _forwarder, _metrics, _time) = (options, pool, forwarder, metrics, time);
        _clients = [.. options.Nodes.Select(node => new NodeClient(node, options.Limits, time))];
        _budget = new RetryBudget(options.Limits.RetryShare, options.Limits.RetryBurst);
        _config = new ForwarderRequestConfig
        {
            ActivityTimeout = options.Limits.NodeSilence,
            Version = options.NodeProtocol == NodeProtocol.Http2 ? HttpVersion.Version20 : HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
    }

    /// <inheritdoc/>
    public HttpContext CreateContext(IFeatureCollection contextFeatures)
    {
        // One context a connection, as Kestrel offers it.
        if (contextFeatures is not IHostContextContainer<HttpContext> container)
        {
            return new DefaultHttpContext(contextFeatures);
        }

        if (container.HostContext is DefaultHttpContext used)
        {
            used.Initialize(contextFeatures);
            return used;
        }

        return container.HostContext = new DefaultHttpContext(contextFeatures);
    }

    /// <inheritdoc/>
    public void DisposeContext(HttpContext context, Exception? exception) => (context as DefaultHttpContext)?.Uninitialize();

    /// <inheritdoc/>
    public async Task ProcessRequestAsync(HttpContext context)
    {
        // 1. Is there room?
        try
        {
            if (Interlocked.Increment(ref _inFlight) > _options.Limits.MaxInFlight)
            {
                _metrics.Refused(_options.Name);
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                context.Response.Headers.RetryAfter = "1";
                return;
            }

            // 2. Who gets it?
            _budget.Add();
            var request = new ForwardedRequest(_pool, _budget, _options, _metrics);
            while (await TryAsync(request, context))
            {
                // 5. The next node, with nothing left of the last one's answer.
                request.Advance();
                context.Response.Clear();
                context.Features.Set<IForwarderErrorFeature>(null);
            }
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Array.ForEach(_clients, client => client.Dispose());

    private async ValueTask<bool> TryAsync(ForwardedRequest request, HttpContext context)
    {
        var outcome = AttemptOutcome.ClientGone; // also when it ends by a fault of ours
        var started = _metrics.WantsDurations ? _time.GetTimestamp() : 0;
        try
        {
            // 3. The node answers, or does not.
            var client = _clients[request.Node];
            var error = await _forwarder.SendAsync(context, client.Prefix, client.Invoker, _config, request);
            outcome = request.IsRefused ? AttemptOutcome.Refused : AttemptOutcomes.Of(error, context.Features.Get<IForwarderErrorFeature>()?.Exception);

            // 4. Is that the end of it? What the node refused was decided when its answer came.
            return outcome == AttemptOutcome.Refused ? request.Next is not null : request.TryRetry(outcome, context);
        }
        finally
        {
            _pool.Leave(request.Node, outcome);
            if (started != 0)
            {
                _metrics.Took(_options, request.Node, _time.GetElapsedTime(started));
            }
        }
    }
}
