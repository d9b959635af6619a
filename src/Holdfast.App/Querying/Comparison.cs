using System.Collections.Immutable;
using System.Globalization;
using Holdfast.Resolver.Exchanges;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Records;

namespace Holdfast.App.Querying;

/// <summary>What one provider says.</summary>
/// <param name="Provider">Who.</param>
/// <param name="Endpoint">The way that answered, or the last one tried.</param>
/// <param name="Outcome">How the exchange ended.</param>
/// <param name="Status">The response code by name, or how the exchange failed.</param>
/// <param name="Answers">The data of the answer section, sorted, signatures apart.</param>
/// <param name="Ttl">The least TTL of the answers, in seconds; null for none.</param>
/// <param name="Elapsed">How long it took.</param>
internal sealed record ProviderSaying(
    string Provider, string Endpoint, ExchangeOutcome Outcome, string Status, ImmutableArray<string> Answers, uint? Ttl, TimeSpan Elapsed)
{
    /// <summary>Reads a provider's result.</summary>
    public static ProviderSaying From(string provider, ExchangeAddress endpoint, ExchangeResult result)
    {
        if (result.Outcome != ExchangeOutcome.Answered)
        {
            return new(provider, endpoint.ToString(), result.Outcome, Describe(result), [], null, result.Elapsed);
        }

        if (!Message.TryRead(result.Response.Span, out var message, out var fault, out _))
        {
            return new(provider, endpoint.ToString(), result.Outcome, $"unreadable ({fault})", [], null, result.Elapsed);
        }

        var records = message.Answers.RemoveAll(record => record.Type == RecordType.RRSIG);
        var status = message.ResponseCode == ResponseCode.NoError && records.IsEmpty ? "NOERROR, no data" : DigNames.Of(message.ResponseCode);
        return new(
            provider,
            endpoint.ToString(),
            result.Outcome,
            status,
            [.. records.Select(record => $"{record.Type.ToText()} {record.Data}").Order(StringComparer.Ordinal)],
            records.IsEmpty ? null : records.Min(record => record.Ttl),
            result.Elapsed);
    }

    /// <summary>What it says, in one line: two providers agree when these are equal.</summary>
    public string Claim => Answers.IsEmpty ? Status : $"{Status}: {string.Join(", ", Answers)}";

    private static string Describe(ExchangeResult result) =>
        result.Detail is { Length: > 0 } detail ? $"{result.Outcome}: {detail}" : result.Outcome.ToString();
}

/// <summary>What all providers say of one question, and where they differ. Pure.</summary>
internal sealed record Comparison(Question Question, ImmutableArray<ProviderSaying> Sayings)
{
    /// <summary>Those that answered, grouped by what they claim; the largest group first.</summary>
    public ImmutableArray<(string Claim, ImmutableArray<string> Providers)> Claims => [.. Sayings
        .Where(saying => saying.Outcome == ExchangeOutcome.Answered)
        .GroupBy(saying => saying.Claim, saying => saying.Provider)
        .OrderByDescending(group => group.Count())
        .ThenBy(group => group.Key, StringComparer.Ordinal)
        .Select(group => (group.Key, group.ToImmutableArray()))];

    /// <summary>The differences in words, one a line; one line when there are none.</summary>
    public IEnumerable<string> Describe()
    {
        var claims = Claims;
        if (claims.IsEmpty)
        {
            yield return "No provider answered.";
            yield break;
        }

        if (claims is [var only])
        {
            yield return only.Providers.Length == 1
                ? $"Only {only.Providers[0]} answered."
                : string.Create(CultureInfo.InvariantCulture, $"All {only.Providers.Length} that answered agree.");
        }
        else
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"They differ: {claims.Length} different answers.");
            foreach (var (claim, providers) in claims)
            {
                yield return $"  {string.Join(", ", providers)}: {claim}";
            }
        }

        foreach (var silent in Sayings.Where(saying => saying.Outcome != ExchangeOutcome.Answered))
        {
            yield return $"  {silent.Provider}: no answer ({silent.Status})";
        }
    }

    /// <summary>The run's exit code.</summary>
    public QueryExit Exit => Claims.Length switch { 0 => QueryExit.NoReply, 1 => QueryExit.Answered, _ => QueryExit.Different };
}
