using System.CommandLine;
using System.Globalization;
using Holdfast.App.Admin;
using Spectre.Console;

namespace Holdfast.App.Commands;

/// <summary><c>holdfast guard</c>: which names are guarded, and what is remembered of them?</summary>
internal static class GuardCommand
{
    private static readonly Argument<string> _name = new("NAME") { Description = "The guarded name." };

    private static readonly Option<string?> _type = new("--type", "-t") { Description = "The type; every type unless given.", HelpName = "TYPE" };

    private static readonly Option<string> _restoredType = new("--type", "-t")
    {
        Description = "The type.",
        HelpName = "TYPE",
        DefaultValueFactory = _ => "A",
    };

    private static readonly Argument<uint> _generation = new("GENERATION") { Description = "The answer's number, as 'guard history' shows it." };

    /// <summary>Makes the command with those below it.</summary>
    public static Command Create()
    {
        var list = new HoldfastCommand("list", "Lists the guarded names that anything is remembered of.")
        {
            Examples = [("guard list", "Every guarded name, and which are held now")],
        }.WithAdminOptions();
        list.SetAction((parsed, token) => AdminRequest.RunAsync(parsed, HttpMethod.Get, "/guard", AdminJson.Default.IReadOnlyListGuardEntryModel, ShowList, token));

        var history = new HoldfastCommand("history", "Shows the answers a guarded name has had.")
        {
            Examples = [("guard history api.example.com", "Its answers, who gave them, and what made them good")],
        }.WithAdminOptions();
        history.Add(_name);
        history.SetAction((parsed, token) => AdminRequest.RunAsync(parsed, HttpMethod.Get, PathOf(parsed), AdminJson.Default.IReadOnlyListGuardEntryModel, ShowHistory, token));

        var release = new HoldfastCommand("release", "Honours an intended deletion: the name is no longer held, until an operator answers for it anew.")
        {
            Examples = [("guard release api.example.com", "Let the name go")],
        }.WithAdminOptions();
        release.Add(_name);
        release.Add(_type);
        release.SetAction((parsed, token) =>
        {
            var type = parsed.GetValue(_type) is { } only ? $"?type={Uri.EscapeDataString(only)}" : string.Empty;
            return AdminRequest.RunAsync(parsed, HttpMethod.Post, $"{PathOf(parsed)}/release{type}", AdminJson.Default.IReadOnlyListGuardEntryModel, (entries, output) => Told(output, entries, "released"), token);
        });

        var restore = new HoldfastCommand("restore", "Serves one earlier answer in place of any other, until the name is released.")
        {
            Examples = [("guard restore api.example.com 3 --type AAAA", "Back to the third answer")],
        }.WithAdminOptions();
        restore.Add(_name);
        restore.Add(_generation);
        restore.Add(_restoredType);
        restore.SetAction((parsed, token) => AdminRequest.RunAsync(
            parsed,
            HttpMethod.Post,
            string.Create(CultureInfo.InvariantCulture, $"{PathOf(parsed)}/restore?type={Uri.EscapeDataString(parsed.GetValue(_restoredType)!)}&generation={parsed.GetValue(_generation)}"),
            AdminJson.Default.IReadOnlyListGuardEntryModel,
            (entries, output) => Told(output, entries, "restored"),
            token));

        return new HoldfastCommand("guard", "Shows and changes what a running daemon remembers of guarded names.") { list, history, release, restore };
    }

    private static string PathOf(ParseResult parsed) => $"/guard/{Uri.EscapeDataString(parsed.GetValue(_name)!)}";

    private static int Told(TextWriter output, IReadOnlyList<GuardEntryModel> entries, string done)
    {
        foreach (var entry in entries)
        {
            output.WriteLine($"{entry.Name} {entry.Type}: {done}");
        }

        return 0;
    }

    private static int ShowList(IReadOnlyList<GuardEntryModel> entries, TextWriter output)
    {
        if (entries.Count == 0)
        {
            output.WriteLine("Nothing is remembered yet.");
            return 0;
        }

        var table = new Table().Border(TableBorder.Rounded);
        table.AddColumns("name", "type", "state", "last good answer", "last seen", "operators", "last report");
        foreach (var entry in entries)
        {
            var generation = entry.Generations.FirstOrDefault(known => known.Number == entry.RestoredGeneration)
                ?? entry.Generations.FirstOrDefault(known => known.Standing == "Good");
            table.AddRow(
                entry.Name.EscapeMarkup(),
                entry.Type.EscapeMarkup(),
                StateOf(entry),
                generation is null ? string.Empty : string.Join(' ', generation.Addresses.DefaultIfEmpty(string.Join('\n', generation.Records))).EscapeMarkup(),
                generation is null ? string.Empty : Time(generation.LastSeen),
                generation is null ? string.Empty : string.Join(", ", generation.Operators).EscapeMarkup(),
                entry.LastReport?.EscapeMarkup() ?? string.Empty);
        }

        Terminal.For(output).Write(table);
        return 0;
    }

    private static int ShowHistory(IReadOnlyList<GuardEntryModel> entries, TextWriter output)
    {
        foreach (var entry in entries)
        {
            output.WriteLine($"{entry.Name} {entry.Type}, guarded by {entry.Rule ?? "no rule any more"}: {Markup.Remove(StateOf(entry))}");
            if (entry.LastReport is { } report)
            {
                output.WriteLine($"  last report: {report}");
            }

            var table = new Table().Border(TableBorder.Rounded);
            table.AddColumns("generation", "standing", "answer", "first seen", "last seen", "operators");
            foreach (var generation in entry.Generations)
            {
                var standing = generation.ConfirmedAt is { } at ? $"{generation.Standing}, {generation.Confirmation} {Time(at)}" : generation.Standing;
                table.AddRow(
                    generation.Number.ToString(CultureInfo.InvariantCulture) + (generation.Number == entry.RestoredGeneration ? " (restored)" : string.Empty),
                    standing.EscapeMarkup(),
                    string.Join('\n', generation.Records).EscapeMarkup(),
                    Time(generation.FirstSeen),
                    Time(generation.LastSeen),
                    string.Join(", ", generation.Operators).EscapeMarkup());
            }

            Terminal.For(output).Write(table);
        }

        return 0;
    }

    private static string StateOf(GuardEntryModel entry) =>
        entry.HeldSince is { } held ? $"[red]held since {Time(held)}[/]"
        : entry.ReleasedAt is { } released ? $"[yellow]released by {entry.ReleasedBy} {Time(released)}[/]"
        : entry.DeniedSince is { } denied ? $"[yellow]denied since {Time(denied)}[/]"
        : "[green]answered[/]";

    private static string Time(DateTimeOffset time) => time.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
