using System.CommandLine;
using System.Collections.Immutable;
using Holdfast.App.Configuration;
using Holdfast.App.Querying;
using Holdfast.Resolver.Exchanges;
using Holdfast.Wire.Records;

namespace Holdfast.App.Commands;

/// <summary><c>holdfast query</c>: what does this name say, here or everywhere?</summary>
internal static class QueryCommand
{
    private const string StandardInput = "-";

    private static readonly Argument<string[]> _words = new("words")
    {
        Description = "NAME [TYPE] [CLASS] [@SERVER]… [+OPTION]…, as dig has them. A server is an address, a host name, or udp://, tcp://, tls:// or https:// and an address.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<bool> _all = new("--all") { Description = "Ask every configured provider, and show where they differ." };
    private static readonly Option<bool> _wire = new("--wire") { Description = "Show query and response octet by octet, annotated." };
    private static readonly Option<bool> _json = new("--json") { Description = "Print one JSON object a line (RFC 8427 names)." };
    private static readonly Option<bool> _tcp = new("--tcp") { Description = "Use TCP." };
    private static readonly Option<bool> _tls = new("--tls") { Description = "Use TLS (RFC 7858), the certificate verified." };
    private static readonly Option<bool> _https = new("--https") { Description = "Use HTTPS (RFC 8484), the certificate verified." };
    private static readonly Option<string?> _reverse = new("-x", "--reverse") { Description = "Look up the name of an address.", HelpName = "ADDRESS" };
    private static readonly Option<string?> _batch = new("-f", "--file") { Description = "Read queries from a file, one a line; - for standard input.", HelpName = "FILE" };
    private static readonly Option<int?> _port = new("-p", "--port") { Description = "The server's port.", HelpName = "PORT" };
    private static readonly Option<string?> _type = new("-t", "--type") { Description = "The type, A unless another is given.", HelpName = "TYPE" };
    private static readonly Option<FileInfo?> _config = new("--config", "-c") { Description = "The configuration whose providers --all asks.", HelpName = "FILE" };

    /// <summary>Makes the command.</summary>
    public static Command Create(TimeProvider time)
    {
        var command = new HoldfastCommand("query", "Asks any server or every provider, and shows what it says as dig does.")
        {
            Notes = [
                "Plus options (no… turns one off, beginnings suffice):",
                .. DigOption.All.Select(option => $"  +{option.Name + (option.Value is null ? string.Empty : option.Value[0] == '[' ? $"[={option.Value[1..]}" : $"={option.Value}"),-28} {option.Help}"),
                string.Empty,
                "Exit codes: 0 every question had a response, 1 wrong command line, 3 the providers of --all differ,",
                "8 the batch file cannot be read, 9 no response.",
                string.Empty,
            ],
            Examples = [
                ("query example.com", "The addresses of a name, asked of the system's own servers"),
                ("query example.com MX @9.9.9.9 @tls://dns.google@8.8.8.8", "Its mail servers, asked of two servers over two transports"),
                ("query example.com AAAA @1.1.1.1 --https", "Over HTTPS"),
                ("query dynamodb.us-east-1.amazonaws.com --all", "What every provider says, and where they differ"),
                ("query example.com --wire", "The octets, explained"),
                ("query -x 192.0.2.1 +short", "The name of an address"),
                ("query example.com DNSKEY +dnssec +bufsize=4096 --json", "Keys with their signatures, as JSON"),
            ],
        };
        command.Add(_words);
        foreach (Option option in (Option[])[_all, _wire, _json, _tcp, _tls, _https, _reverse, _batch, _port, _type, _config])
        {
            command.Add(option);
        }

        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, time, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, TimeProvider time, CancellationToken cancellationToken)
    {
        var output = Console.Out;
        var errors = Console.Error;
        if (ReadPlan(parsed, out var problem) is not { } plan)
        {
            return CommandTree.Usage(errors, "query", problem!);
        }

        await using var run = new QueryRun(output, errors, Ink.ForOutput, time);
        var ask = (QueryPlan each) => run.RunAsync(each, cancellationToken);
        if (parsed.GetValue(_all))
        {
            if (ReadProviders(parsed.GetValue(_config), errors) is not { } providers)
            {
                return CommandTree.UsageExit;
            }

            var comparison = new ComparisonRun(output, run);
            ask = each => comparison.RunAsync(each, providers, cancellationToken);
        }

        if (parsed.GetValue(_batch) is { } batch)
        {
            return (int)await RunBatchAsync(plan, batch, ask, errors);
        }

        return plan.Questions.IsEmpty ? CommandTree.Usage(errors, "query", "needs a name") : (int)await ask(plan);
    }

    private static QueryPlan? ReadPlan(ParseResult parsed, out string? problem)
    {
        var words = parsed.GetValue(_words) ?? [];
        var plan = new QueryPlan
        {
            CommandLine = string.Join(' ', words),
            Transport = parsed.GetValue(_tcp) ? Transport.Tcp : parsed.GetValue(_tls) ? Transport.Tls : parsed.GetValue(_https) ? Transport.Https : Transport.Udp,
            Port = parsed.GetValue(_port),
        };
        problem = plan.Port is < 1 or > 65_535 ? $"port {plan.Port} is not allowed; allowed: 1 to 65535" : null;
        RecordType? type = null;
        if (parsed.GetValue(_type) is { } typeText)
        {
            var known = RecordTypeText.TryParse(typeText, out var read);
            problem ??= known ? null : $"'{typeText}' is not a type; allowed: A, AAAA, MX and so on, or TYPE and a number";
            type = read;
        }

        if (parsed.GetValue(_reverse) is { } address)
        {
            var question = QueryWords.Reverse(address);
            problem ??= question is null ? $"-x needs an address, '{address}' is none" : null;
            plan = plan with { Questions = question is null ? [] : [question] };
        }

        if (problem is not null || QueryWords.TryRead(plan, words, type, out problem) is not { } complete)
        {
            return null;
        }

        return parsed.GetValue(_wire) ? complete with { Form = QueryForm.Wire } : parsed.GetValue(_json) ? complete with { Form = QueryForm.Json } : complete;
    }

    private static async Task<QueryExit> RunBatchAsync(QueryPlan plan, string path, Func<QueryPlan, Task<QueryExit>> ask, TextWriter errors)
    {
        var worst = QueryExit.Answered;
        try
        {
            using var reader = path == StandardInput ? Console.In : new StreamReader(path);
            for (var number = 1; await reader.ReadLineAsync() is { } line; number++)
            {
                var words = line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
                if (words is [] or [[';' or '#', ..], ..])
                {
                    continue;
                }

                if (QueryWords.TryRead(plan, words, type: null, out var problem) is not { } each)
                {
                    errors.WriteLine($"holdfast: {path}:{number}: {problem}");
                    worst = (QueryExit)Math.Max((int)worst, (int)QueryExit.Usage);
                    continue;
                }

                worst = (QueryExit)Math.Max((int)worst, (int)await ask(each with { CommandLine = line.Trim() }));
            }

            return worst;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            errors.WriteLine($"holdfast: {path}: {fault.Message}");
            return QueryExit.BatchFile;
        }
    }

    private static ImmutableArray<ProviderOptions>? ReadProviders(FileInfo? file, TextWriter errors)
    {
        var configuration = ConfigurationFile.Load(file?.FullName);
        foreach (var problem in configuration.Problems)
        {
            errors.WriteLine($"holdfast: {problem.ToLine(configuration.Name)}");
        }

        return configuration.Options?.AllProviders;
    }
}
