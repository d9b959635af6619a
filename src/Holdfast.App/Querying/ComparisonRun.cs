using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Holdfast.App.Configuration;
using Holdfast.Resolver.Exchanges;
using Holdfast.Wire.Messages;
using Spectre.Console;

namespace Holdfast.App.Querying;

/// <summary>Asks every provider of a configuration the same question at once, and shows where they differ.</summary>
internal sealed class ComparisonRun(TextWriter output, QueryRun run)
{
    /// <summary>Compares every question of a plan; the worst exit code counts.</summary>
    public async Task<QueryExit> RunAsync(QueryPlan plan, ImmutableArray<ProviderOptions> providers, CancellationToken cancellationToken)
    {
        var exit = QueryExit.Answered;
        foreach (var question in plan.Questions)
        {
            var sayings = providers.Select(provider => AskAsync(plan, question, provider, cancellationToken)).ToArray();
            var comparison = new Comparison(question, [.. await Task.WhenAll(sayings)]);
            if (plan.Form == QueryForm.Json)
            {
                WriteJson(comparison);
            }
            else
            {
                WriteTable(comparison);
            }

            exit = (QueryExit)Math.Max((int)exit, (int)comparison.Exit);
        }

        return exit;
    }

    private async Task<ProviderSaying> AskAsync(
        QueryPlan plan, Question question, ProviderOptions provider, CancellationToken cancellationToken)
    {
        ProviderSaying? saying = null;
        foreach (var endpoint in provider.Endpoints)
        {
            var result = await run.ExchangeAsync(endpoint, plan.ToOctets(question, id: 0), plan.Timeout, cancellationToken);
            saying = ProviderSaying.From(provider.Name, endpoint, result);
            if (result.Outcome == ExchangeOutcome.Answered)
            {
                break;
            }
        }

        return saying!;
    }

    private void WriteTable(Comparison comparison)
    {
        var table = new Table().Border(TableBorder.Rounded).Title(comparison.Question.ToString().EscapeMarkup());
        table.AddColumns("provider", "status", "answers", "TTL", "time", "way");
        foreach (var saying in comparison.Sayings)
        {
            var colour = saying.Outcome != ExchangeOutcome.Answered ? "red" : saying.Answers.IsEmpty ? "yellow" : "green";
            table.AddRow(
                saying.Provider.EscapeMarkup(),
                $"[{colour}]{saying.Status.EscapeMarkup()}[/]",
                string.Join('\n', saying.Answers).EscapeMarkup(),
                saying.Ttl?.ToString(CultureInfo.InvariantCulture) ?? string.Empty,
                string.Create(CultureInfo.InvariantCulture, $"{saying.Elapsed.TotalMilliseconds:0.0} ms"),
                saying.Endpoint.EscapeMarkup());
        }

        Terminal.For(output).Write(table);
        foreach (var line in comparison.Describe())
        {
            output.WriteLine(line);
        }

        output.WriteLine();
    }

    private void WriteJson(Comparison comparison)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("question", comparison.Question.ToString());
            json.WriteBoolean("agree", comparison.Claims.Length <= 1);
            json.WriteStartArray("providers");
            foreach (var saying in comparison.Sayings)
            {
                json.WriteStartObject();
                json.WriteString("provider", saying.Provider);
                json.WriteString("endpoint", saying.Endpoint);
                json.WriteString("outcome", saying.Outcome.ToString());
                json.WriteString("status", saying.Status);
                json.WriteStartArray("answers");
                foreach (var answer in saying.Answers)
                {
                    json.WriteStringValue(answer);
                }

                json.WriteEndArray();
                if (saying.Ttl is { } ttl)
                {
                    json.WriteNumber("ttlSeconds", ttl);
                }

                json.WriteNumber("elapsedMilliseconds", Math.Round(saying.Elapsed.TotalMilliseconds, 3));
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.WriteLine(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }
}
