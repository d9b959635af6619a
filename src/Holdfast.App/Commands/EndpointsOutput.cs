using System.Globalization;
using Holdfast.App.Admin;
using Spectre.Console;

namespace Holdfast.App.Commands;

/// <summary>Planned names as people read them.</summary>
internal static class EndpointsOutput
{
    /// <summary>A line for each name.</summary>
    public static int List(EndpointsModel endpoints, TextWriter output)
    {
        WriteStore(endpoints.StoreProblem, output);
        if (endpoints.Frozen is { } all)
        {
            output.WriteLine($"every name is frozen by {all.By} since {Time(all.At)}: {all.Why}");
        }

        if (endpoints.Names.Count == 0)
        {
            output.WriteLine("No name is planned or served yet.");
            return 0;
        }

        var table = new Table().Border(TableBorder.Rounded);
        table.AddColumns("name", "generation", "addresses", "out", "planned", "state");
        foreach (var name in endpoints.Names)
        {
            var plan = name.Served ?? name.Published;
            table.AddRow(
                name.Name.EscapeMarkup(),
                plan is null ? string.Empty : Number(plan.Generation),
                string.Join(' ', Serving(plan)).EscapeMarkup(),
                plan is null ? string.Empty : Number(plan.Members.Count(member => member.Role != "Serving")),
                plan is null ? string.Empty : $"{plan.By.EscapeMarkup()} {Time(plan.At)}",
                string.Join('\n', States(name)));
        }

        Terminal.For(output).Write(table);
        return 0;
    }

    /// <summary>A name's plan.</summary>
    public static int Plan(EndpointModel name, TextWriter output)
    {
        if ((name.Served ?? name.Published) is not { } plan)
        {
            output.WriteLine($"{name.Name} has no plan yet.");
            WriteRefused(name, output);
            return 0;
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name.Name} generation {plan.Generation}, {plan.Origin.ToLowerInvariant()} by {plan.By} {Time(plan.At)}, {plan.Policy}, TTL {plan.TtlSeconds:0} s"));
        foreach (var state in States(name))
        {
            output.WriteLine($"  {Markup.Remove(state)}");
        }

        if (name.Published is { } published && published.Generation != plan.Generation)
        {
            output.WriteLine($"  generation {Number(published.Generation)} is published and not served here yet");
        }

        var table = new Table().Border(TableBorder.Rounded);
        table.AddColumns("address", "role", "weight", "zone", "region", "since", "reason");
        foreach (var member in plan.Members)
        {
            table.AddRow(
                member.Address.EscapeMarkup(),
                member.Role switch { "Serving" => "[green]in[/]", "Standby" => "[yellow]standby[/]", _ => "[red]out[/]" },
                Number(member.Weight),
                member.Zone.EscapeMarkup(),
                member.Region.EscapeMarkup(),
                Time(member.Since),
                member.Reason.EscapeMarkup());
        }

        Terminal.For(output).Write(table);
        WriteRefused(name, output);
        return 0;
    }

    /// <summary>The words.</summary>
    public static int Explanation(ExplanationModel explanation, TextWriter output)
    {
        output.Write(explanation.Text);
        return 0;
    }

    /// <summary>The generations.</summary>
    public static int History(IReadOnlyList<PlanModel> plans, TextWriter output)
    {
        var table = new Table().Border(TableBorder.Rounded);
        table.AddColumns("generation", "made", "by", "addresses", "note");
        foreach (var plan in plans)
        {
            table.AddRow(
                Number(plan.Generation),
                $"{plan.Origin.ToLowerInvariant()} {Time(plan.At)}",
                plan.By.EscapeMarkup(),
                string.Join(' ', Serving(plan)).EscapeMarkup(),
                plan.Note.EscapeMarkup());
        }

        Terminal.For(output).Write(table);
        return 0;
    }

    /// <summary>What was done.</summary>
    public static int Done(DoneModel done, TextWriter output)
    {
        var name = done.Name == "." ? string.Empty : $"{done.Name}: ";
        output.WriteLine($"{name}{done.Done}{(done.Generation is { } generation ? $"; generation {Number(generation)} is published" : string.Empty)}");
        return 0;
    }

    private static void WriteStore(string? problem, TextWriter output)
    {
        if (problem is not null)
        {
            output.WriteLine($"the store cannot be used, the last plans are served: {problem}");
        }
    }

    private static void WriteRefused(EndpointModel name, TextWriter output)
    {
        if (name.Refused is { } refused)
        {
            output.WriteLine($"generation {Number(refused.Plan.Generation)} by {refused.Plan.By} {Time(refused.Plan.At)} was refused: {refused.Text}");
            output.WriteLine($"  it would serve {string.Join(' ', Serving(refused.Plan).DefaultIfEmpty("nothing"))}");
            output.WriteLine(refused.MayBeForced ? $"  holdfast endpoints force {name.Name.TrimEnd('.')} publishes it once" : "  nobody can force it");
        }
    }

    private static IEnumerable<string> States(EndpointModel name)
    {
        if (name.PublishedProblem is { } problem)
        {
            yield return $"[red]the published plan cannot be read: {problem.EscapeMarkup()}[/]";
        }

        if (name.Frozen is { } freeze)
        {
            yield return $"[yellow]frozen by {freeze.By.EscapeMarkup()} since {Time(freeze.At)}: {freeze.Why.EscapeMarkup()}[/]";
        }

        if (name.SuspectedSince is { } since)
        {
            yield return $"[yellow]observers doubted since {Time(since)}: the last plan stands[/]";
        }

        if (name.Refused is { } refused)
        {
            yield return $"[red]generation {Number(refused.Plan.Generation)} refused[/]";
        }

        if (name.Served is null && name.Published is null)
        {
            yield return "[yellow]no plan yet[/]";
        }

        if (!name.Kept)
        {
            yield return "kept by others";
        }
    }

    private static IEnumerable<string> Serving(PlanModel? plan) =>
        plan?.Members.Where(member => member.Role == "Serving").Select(member => member.Address) ?? [];

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Time(DateTimeOffset time) => time.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
