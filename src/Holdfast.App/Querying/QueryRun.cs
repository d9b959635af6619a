using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using Holdfast.Resolver.Exchanges;
using Holdfast.Resolver.Exchanges.Bootstrap;
using Holdfast.Resolver.Resolving;
using Holdfast.Wire.Messages;

namespace Holdfast.App.Querying;

/// <summary>How a run ended, by dig's exit codes (dig(1), RETURN CODES).</summary>
internal enum QueryExit
{
    /// <summary>Every question had a response, whatever it says.</summary>
    Answered = 0,

    /// <summary>The command line is wrong.</summary>
    Usage = 1,

    /// <summary>The providers' answers differ; of <c>--all</c> alone.</summary>
    Different = 3,

    /// <summary>The batch file could not be read.</summary>
    BatchFile = 8,

    /// <summary>No response came for at least one question.</summary>
    NoReply = 9,
}

/// <summary>
/// Asks every question of a plan, one after another: each named server in turn, or the system's own until one answers.
/// A server that is silent is asked again, as often as the plan says; then the next address of it is.
/// </summary>
internal sealed class QueryRun : IAsyncDisposable
{
    private readonly TextWriter _output;
    private readonly TextWriter _errors;
    private readonly Ink _ink;
    private readonly MonotonicClock _clock;
    private readonly Meter _meter = new("Holdfast.Query");
    private readonly ExchangeFactory _factory;
    private readonly Dictionary<ExchangeAddress, IExchange> _exchanges = [];
    private readonly ImmutableArray<IExchange> _bootstrap;

    /// <summary>Begins a run; connections are kept until its end.</summary>
    public QueryRun(TextWriter output, TextWriter errors, Ink ink, TimeProvider time)
    {
        (_output, _errors, _ink, _clock) = (output, errors, ink, new MonotonicClock(time));
        _factory = new ExchangeFactory(_clock, _meter);
        _bootstrap = [.. SystemServers.Read().Select(server => _factory.TryCreate(server, out var exchange, out _) ? exchange : null).OfType<IExchange>()];
        _factory.Bootstrapper = new Bootstrapper(_bootstrap, new AddressMemory(), _clock);
    }

    /// <summary>Runs a plan.</summary>
    public async Task<QueryExit> RunAsync(QueryPlan plan, CancellationToken cancellationToken)
    {
        var exit = QueryExit.Answered;
        if (plan.Form == QueryForm.Dig)
        {
            new DigText(_output, _ink, plan).WriteCommand(Product.Version);
        }

        foreach (var question in plan.Questions)
        {
            foreach (var target in await TargetsAsync(plan, cancellationToken))
            {
                if (!await AskAsync(plan, question, target, cancellationToken))
                {
                    exit = QueryExit.NoReply;
                }
            }
        }

        return exit;
    }

    /// <summary>Sends one query, without showing anything.</summary>
    public async Task<ExchangeResult> ExchangeAsync(
        ExchangeAddress address, ReadOnlyMemory<byte> query, TimeSpan timeout, CancellationToken cancellationToken)
    {
        IExchange? exchange;
        lock (_exchanges)
        {
            if (!_exchanges.TryGetValue(address, out exchange))
            {
                if (!_factory.TryCreate(address, out exchange, out var fault))
                {
                    return new ExchangeResult(ExchangeOutcome.Unreachable, default, default, fault.ToString());
                }

                _exchanges[address] = exchange;
            }
        }

        return await exchange.AskAsync(query, _clock.In(timeout), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var exchange in _exchanges.Values.Concat(_bootstrap))
        {
            await exchange.DisposeAsync();
        }

        _factory.Dispose();
        _meter.Dispose();
    }

    // Each target is a list of addresses of which one answer is enough.
    private async Task<IReadOnlyList<ImmutableArray<ExchangeAddress>>> TargetsAsync(QueryPlan plan, CancellationToken cancellationToken)
    {
        if (plan.Servers.IsEmpty)
        {
            return [QueryServers.OfSystem(plan)];
        }

        var targets = new List<ImmutableArray<ExchangeAddress>>();
        foreach (var server in plan.Servers)
        {
            var (addresses, problem) = await QueryServers.FindAsync(plan, server, cancellationToken);
            if (problem is not null)
            {
                _errors.WriteLine($"holdfast: {problem}");
            }

            targets.Add(addresses);
        }

        return targets;
    }

    private async Task<bool> AskAsync(
        QueryPlan plan, Question question, ImmutableArray<ExchangeAddress> target, CancellationToken cancellationToken)
    {
        var query = plan.ToOctets(question, BitConverter.ToUInt16(RandomNumberGenerator.GetBytes(2)));
        ExchangeResult last = default;
        ExchangeAddress? asked = null;
        foreach (var address in target)
        {
            for (var attempt = 0; attempt < plan.Tries; attempt++)
            {
                asked = address;
                last = await ExchangeAsync(address, query, plan.Timeout, cancellationToken);
                if (last.Outcome == ExchangeOutcome.Answered)
                {
                    return Show(plan, question, address, query, last);
                }

                cancellationToken.ThrowIfCancellationRequested();
                if (plan.Form != QueryForm.Json)
                {
                    _output.WriteLine(_ink.Red($";; communications error to {address}: {Describe(last)}"));
                }

                if (last.Outcome is ExchangeOutcome.TlsFailed or ExchangeOutcome.HttpFailed)
                {
                    break; // asking again would end the same way
                }
            }
        }

        if (plan.Form == QueryForm.Json && asked is not null)
        {
            _output.WriteLine(MessageJson.Write(question, asked, last, response: null));
        }
        else if (asked is not null)
        {
            _output.WriteLine(";; no servers could be reached");
        }

        return false;
    }

    private bool Show(QueryPlan plan, Question question, ExchangeAddress address, byte[] query, ExchangeResult result)
    {
        var response = result.Response.Span;
        var readable = Message.TryRead(response, out var message, out var fault, out var faultOffset);
        if (plan.Form == QueryForm.Json)
        {
            _output.WriteLine(MessageJson.Write(question, address, result, message));
            return readable;
        }

        if (plan.Form == QueryForm.Wire)
        {
            response[..Math.Min(2, response.Length)].CopyTo(query); // the id it was sent with
            WireText.Write(_output, _ink, $"QUERY to {address}", query);
            WireText.Write(_output, _ink, $"RESPONSE after {result.Elapsed.TotalMilliseconds:0.0} ms", response);
            return readable;
        }

        if (!readable)
        {
            _output.WriteLine(_ink.Red($";; Got bad packet: {fault} at octet {faultOffset}"));
            WireText.Write(_output, _ink, "RESPONSE", response);
            return false;
        }

        var text = new DigText(_output, _ink, plan);
        if (plan.Form == QueryForm.Short)
        {
            text.WriteShort(message!);
            return true;
        }

        if (plan.Parts.HasFlag(QueryParts.Query) && Message.TryRead(query, out var sent, out _, out _))
        {
            text.Write(sent, "Sending:");
        }

        text.Write(message!);
        text.WriteStatistics(result.Elapsed, address, response.Length, _clock.Time.GetUtcNow());
        return true;
    }

    private static string Describe(ExchangeResult result) => result.Outcome switch
    {
        ExchangeOutcome.TimedOut => "timed out",
        ExchangeOutcome.ConnectionRefused => "connection refused",
        _ => result.Detail is { } detail ? $"{result.Outcome}: {detail}" : result.Outcome.ToString(),
    };
}
