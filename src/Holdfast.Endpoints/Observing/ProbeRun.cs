using System.Diagnostics.CodeAnalysis;
using System.Net;
using Holdfast.Wire.Names;

namespace Holdfast.Endpoints.Observing;

/// <summary>Bounds every probe by its deadline, also one that does not end when it is told to.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Probes that hang give their places back later; a semaphore whose handle nobody takes holds nothing to dispose of.")]
internal sealed class ProbeRun(IProbe probe, TimeProvider time, EndpointsMetrics metrics, int maxProbes)
{
    private readonly SemaphoreSlim _places = new(maxProbes);

    public async ValueTask<ProbeResult> RunAsync(IPAddress address, ProbeOptions options, DomainName name, CancellationToken cancellationToken)
    {
        var place = _places.WaitAsync(cancellationToken);
        if (!await EndsAsync(place))
        {
            return new ProbeResult(ProbeOutcome.Cancelled);
        }

        // A probe that hangs keeps its place until it ends: otherwise those that never do would pile up without bound.
        var started = time.GetTimestamp();
        var running = ProbeAsync(address, options, name, cancellationToken);
        ProbeResult result;
        try
        {
            // A little longer than its own deadline, so that a probe that keeps it can say what it saw.
            result = await running.WaitAsync(options.Deadline + (options.Deadline / 10), time, cancellationToken);
        }
        catch (TimeoutException)
        {
            result = TimedOut(options);
        }
        catch (OperationCanceledException)
        {
            return new ProbeResult(ProbeOutcome.Cancelled);
        }

        metrics.Probed(options.Target.Kind, result.Outcome, time.GetElapsedTime(started));
        return result;
    }

    private async Task<ProbeResult> ProbeAsync(IPAddress address, ProbeOptions options, DomainName name, CancellationToken cancellationToken)
    {
        try
        {
            using var expiry = new CancellationTokenSource(options.Deadline, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(expiry.Token, cancellationToken);
            try
            {
                var result = await probe.ProbeAsync(address, options, name, either.Token);
                return expiry.IsCancellationRequested && !result.IsHealthy && !cancellationToken.IsCancellationRequested ? TimedOut(options) : result;
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return TimedOut(options);
            }
        }
        catch (Exception bug) when (bug is not OperationCanceledException)
        {
            return new ProbeResult(ProbeOutcome.Broken, bug.Message);
        }
        finally
        {
            _places.Release();
        }
    }

    private static ProbeResult TimedOut(ProbeOptions options) => new(ProbeOutcome.TimedOut, $"nothing in {options.Deadline.TotalMilliseconds:0} ms");

    private static async ValueTask<bool> EndsAsync(Task waiting)
    {
        try
        {
            await waiting;
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
