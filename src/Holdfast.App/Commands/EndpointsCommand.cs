using System.CommandLine;
using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using Holdfast.App.Admin;
using Holdfast.App.Demo;

namespace Holdfast.App.Commands;

/// <summary><c>holdfast endpoints</c>: which addresses do planned names have, why, and what a person can do about it.</summary>
internal static class EndpointsCommand
{
    private static readonly Argument<string> _name = new("NAME") { Description = "The name." };

    private static readonly Argument<string?> _nameOrAll = new("NAME")
    {
        Description = "The name; every name unless given.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Argument<long> _generation = new("GENERATION") { Description = "The generation's number, as 'endpoints history' shows it." };

    private static readonly Option<string?> _why = new("--why") { Description = "What for; others read it.", HelpName = "TEXT" };

    private static readonly Option<double> _pace = new("--pace")
    {
        Description = "By how much the pauses for those who watch are shortened: 0 to 1.",
        HelpName = "SHARE",
        DefaultValueFactory = _ => 1,
    };

    /// <summary>Makes the command with those below it.</summary>
    public static Command Create(TimeProvider time)
    {
        var demo = new HoldfastCommand("demo", "Breaks servers, enactors, observers, configurations and the store under a name, and shows that it holds.")
        {
            Notes = ["Everything runs on loopback, in this process and a temporary folder; it takes less than a minute.", "Exit codes: 0 held, 1 not held, 2 cannot run here.", string.Empty],
            Examples = [("endpoints demo", "The morning of 20 October 2025, and worse")],
        };
        demo.Add(_pace);
        demo.SetAction((parsed, token) => parsed.GetValue(_pace) is >= 0 and <= 1 and var pace
            ? EndpointsDemo.RunAsync(Console.Out, time, pace, token)
            : Task.FromResult(CommandTree.Usage(Console.Error, "endpoints demo", $"--pace {parsed.GetValue(_pace)} is not allowed; allowed: 0 to 1")));

        return new HoldfastCommand("endpoints", "Shows and changes the addresses that a running daemon plans and serves for names.")
        {
            Asks("list", "Lists the names whose addresses are planned or served.", "endpoints list", "Every name, its addresses, and what stands in the way", _ => "/endpoints", AdminJson.Default.EndpointsModel, EndpointsOutput.List),
            Asks("plan", "Shows a name's plan: what is served, published, and was refused.", "endpoints plan api.example.com", "Every address with zone, weight and role", parsed => PathOf(parsed), AdminJson.Default.EndpointModel, EndpointsOutput.Plan, _name),
            Asks("explain", "Says in words why a name's addresses are what they are.", "endpoints explain api.example.com", "A reason for each address, in and out", parsed => $"{PathOf(parsed)}/explanation", AdminJson.Default.ExplanationModel, EndpointsOutput.Explanation, _name),
            Asks("history", "Shows the generations of a name's plan.", "endpoints history api.example.com", "What was published, by whom and why", parsed => $"{PathOf(parsed)}/history", AdminJson.Default.IReadOnlyListPlanModel, EndpointsOutput.History, _name),
            Does("rollback", "Publishes what an earlier generation held, and freezes the name.", "endpoints rollback api.example.com 41 --why \"INC-7: 42 lost zone b\"", "Back to generation 41, until somebody thaws", parsed => string.Create(CultureInfo.InvariantCulture, $"{PathOf(parsed)}/rollback?generation={parsed.GetValue(_generation)}&{Who()}{Why(parsed)}"), _name, _generation, _why),
            Does("freeze", "Keeps a name, or every name, as it is: enactors publish nothing until it is thawed.", "endpoints freeze --why INC-7", "Stop every change of every name", parsed => $"{PathOfAny(parsed)}/freeze?{Who()}{Why(parsed)}", _nameOrAll, _why),
            Does("thaw", "Ends a freeze: of a name, or the one of every name.", "endpoints thaw api.example.com", "Let enactors publish again", parsed => $"{PathOfAny(parsed)}/thaw", _nameOrAll),
            Does("force", "Publishes, once, the plan that the guard refused last.", "endpoints force api.example.com", "After 'endpoints plan' showed what it would do", parsed => $"{PathOf(parsed)}/force?{Who()}", _name),
            Does("retire", "Stops serving a name whose pool is in no configuration any more, and removes its plans from the store.", "endpoints retire api.example.com", "After its pool was taken out of every configuration", parsed => $"{PathOf(parsed)}/retire?{Who()}", _name),
            demo,
        };
    }

    private static HoldfastCommand Asks<T>(
        string name, string description, string example, string does, Func<ParseResult, string> path, JsonTypeInfo<T> type, Func<T, TextWriter, int> show, params Symbol[] words)
        where T : class => Request(HttpMethod.Get, name, description, example, does, path, type, show, words);

    private static HoldfastCommand Does(string name, string description, string example, string does, Func<ParseResult, string> path, params Symbol[] words) =>
        Request(HttpMethod.Post, name, description, example, does, path, AdminJson.Default.DoneModel, EndpointsOutput.Done, words);

    private static HoldfastCommand Request<T>(
        HttpMethod method, string name, string description, string example, string does, Func<ParseResult, string> path, JsonTypeInfo<T> type, Func<T, TextWriter, int> show, Symbol[] words)
        where T : class
    {
        var command = new HoldfastCommand(name, description) { Examples = [(example, does)] }.WithAdminOptions();
        foreach (var word in words)
        {
            if (word is Argument argument)
            {
                command.Add(argument);
            }
            else
            {
                command.Add((Option)word);
            }
        }

        command.SetAction((parsed, token) => AdminRequest.RunAsync(parsed, method, path(parsed), type, show, token));
        return command;
    }

    private static string PathOf(ParseResult parsed) => $"/endpoints/{Uri.EscapeDataString(parsed.GetValue(_name)!)}";

    private static string PathOfAny(ParseResult parsed) => parsed.GetValue(_nameOrAll) is { } name ? $"/endpoints/{Uri.EscapeDataString(name)}" : "/endpoints";

    private static string Who() => $"by={Uri.EscapeDataString(Environment.UserName)}";

    private static string Why(ParseResult parsed) => parsed.GetValue(_why) is { } why ? $"&why={Uri.EscapeDataString(why)}" : string.Empty;
}
