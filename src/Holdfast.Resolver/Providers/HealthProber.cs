using System.Collections.Immutable;
using Holdfast.Resolver.Exchanges;
using Holdfast.Resolver.Resolving;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Reading;

namespace Holdfast.Resolver.Providers;

/// <summary>
/// Keeps asking servers that nobody asks: ill ones, to notice at once when they are well again, and idle ones, so that
/// their speed is known when they are needed.
/// </summary>
internal sealed class HealthProber(MonotonicClock clock, HealthPolicy policy, Action<Provider> onRecovered)
{
    // How often the servers are looked over; a quarter of the shortest interval that matters.
    private TimeSpan Tick => policy.ProbeIll / 4;

    /// <summary>Looks over the providers until cancelled.</summary>
    /// <param name="providers">The providers at each tick: a reload swaps them.</param>
    /// <param name="cancellationToken">Ends the loop.</param>
    public async Task RunAsync(Func<ImmutableArray<Provider>> providers, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Tick, clock.Time);
        try
        {
            do
            {
                foreach (var provider in providers())
                {
                    foreach (var server in provider.Servers)
                    {
                        if (!server.ProbeUnderWay && IsDue(server))
                        {
                            server.ProbeUnderWay = true;
                            _ = ProbeAsync(provider, server, cancellationToken);
                        }
                    }
                }
            }
            while (await timer.WaitForNextTickAsync(cancellationToken));
        }
        catch (OperationCanceledException)
        {
            // The resolver is being disposed.
        }
    }

    private bool IsDue(ProviderServer server)
    {
        var now = clock.Now;
        var sinceAsked = server.Health.LastAskedAt is { } at ? now - at : TimeSpan.MaxValue;
        var sinceProbed = server.LastProbeAt is { } probed ? now - probed : TimeSpan.MaxValue;
        return server.Health.Report(now).IsWell ? sinceAsked >= policy.ProbeIdle : sinceProbed >= policy.ProbeIll;
    }

    private async Task ProbeAsync(Provider provider, ProviderServer server, CancellationToken cancellationToken)
    {
        var asked = clock.Now;
        var wasIll = !server.Health.Report(asked).IsWell;
        server.LastProbeAt = asked;
        server.Health.Asked(asked);
        var result = await server.Exchange.AskAsync(server.ProbeQuery, clock.In(policy.ProbeTimeout), cancellationToken);
        if (result.Outcome == ExchangeOutcome.Answered)
        {
            server.Health.Responded(result.Elapsed);
            if (!server.ProbesFailure || Answers(result.Response.Span))
            {
                server.Health.Helped();
                server.Health.ProvedRight();
                server.ForgetFailure();
            }
        }
        else if (result.Outcome is not (ExchangeOutcome.TimedOut or ExchangeOutcome.Cancelled))
        {
            server.Health.Failed();
        }

        server.ProbeUnderWay = false;
        if (wasIll && server.Health.Report(clock.Now).IsWell)
        {
            onRecovered(provider);
        }
    }

    // Whether a question that was failed or answered wrongly before is answered now: records or a proper denial will do
    // after a failure; only the caller's judgement tells whether records are right.
    private static bool Answers(ReadOnlySpan<byte> response)
    {
        var reader = new WireReader(response);
        return MessageHeader.Read(ref reader) is { ResponseCode: ResponseCode.NoError, AnswerCount: > 0 };
    }
}
