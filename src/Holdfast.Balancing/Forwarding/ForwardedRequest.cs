using System.Collections.Immutable;
using Holdfast.Balancing.Retrying;
using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Forwarder;

namespace Holdfast.Balancing.Forwarding;

/// <summary>One request on its way through nodes: what is changed of it, and whether there is a next node.</summary>
internal sealed class ForwardedRequest(BalancedPool pool, RetryBudget budget, VirtualAddressOptions options, BalancingMetrics metrics) : HttpTransformer
{
    private const string ForwardedFor = "X-Forwarded-For";
    private const string ForwardedProto = "X-Forwarded-Proto";

    // What a client could pretend with (RFC 7239 §8.1).
    private static readonly string[] _fromProxiesOnly = [ForwardedFor, ForwardedProto, "X-Forwarded-Host", "X-Forwarded-Prefix", "Forwarded"];

    private ImmutableArray<int> _tried = [];

    /// <summary>The node that has it now.</summary>
    public int Node { get; private set; } = pool.Enter();

    /// <summary>The node that is to have it next; counted there already.</summary>
    public int? Next { get; private set; }

    /// <summary>Whether the node answered that it cannot serve.</summary>
    public bool IsRefused { get; private set; }

    /// <summary>Goes on to the next node.</summary>
    public void Advance()
    {
        Node = Next!.Value;
        (Next, IsRefused) = (null, false);
    }

    /// <summary>Whether the request goes to another node: it may be repeated, somebody is left, and the budget lets it.</summary>
    public bool TryRetry(AttemptOutcome outcome, HttpContext context)
    {
        if (context.Response.HasStarted || context.RequestAborted.IsCancellationRequested || !RetryRule.Allows(outcome, context))
        {
            return false;
        }

        _tried = _tried.Add(Node);
        if (_tried.Length >= options.Limits.MaxAttempts || pool.EnterAnother(_tried) is not { } next)
        {
            return false;
        }

        var allowed = budget.TryTake();
        metrics.Retried(options.Name, allowed);
        if (!allowed)
        {
            pool.Release(next);
            return false;
        }

        Next = next;
        return true;
    }

    // What only a proxy can know is not taken from clients.
    public override async ValueTask TransformRequestAsync(HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
        var headers = proxyRequest.Headers;
        foreach (var name in _fromProxiesOnly)
        {
            headers.Remove(name);
        }

        headers.TryAddWithoutValidation(ForwardedFor, httpContext.Connection.RemoteIpAddress?.ToString());
        headers.TryAddWithoutValidation(ForwardedProto, httpContext.Request.Scheme);
    }

    // A node that says it cannot serve is one that failed. Its answer is dropped when there is another node, and passed on else.
    public override ValueTask<bool> TransformResponseAsync(HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        IsRefused = (int?)proxyResponse?.StatusCode is 502 or 503 or 504;
        return IsRefused && TryRetry(AttemptOutcome.Refused, httpContext)
            ? ValueTask.FromResult(false)
            : base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
    }
}
