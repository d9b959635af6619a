using System.CommandLine;
using System.Globalization;
using Holdfast.App.Admin;
using Spectre.Console;

namespace Holdfast.App.Commands;

/// <summary><c>holdfast cache</c>: what does a running daemon's cache hold?</summary>
internal static class CacheCommand
{
    private static readonly Argument<string> _name = new("NAME") { Description = "The name." };

    private static readonly Argument<string?> _flushed = new("NAME")
    {
        Description = "The name; everything unless given.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<bool> _below = new("--below") { Description = "Every name below it too." };

    /// <summary>Makes the command with those below it.</summary>
    public static Command Create()
    {
        var show = new HoldfastCommand("show", "Shows the answers that are cached for a name.")
        {
            Examples = [("cache show example.com", "Its answers, how old they are and who gave them")],
        }.WithAdminOptions();
        show.Add(_name);
        show.SetAction((parsed, token) => AdminRequest.RunAsync(
            parsed, HttpMethod.Get, $"/cache?name={Uri.EscapeDataString(parsed.GetValue(_name)!)}", AdminJson.Default.IReadOnlyListCacheEntryModel, Show, token));

        var flush = new HoldfastCommand("flush", "Removes answers from the cache.")
        {
            Examples = [
                ("cache flush example.com --below", "A name and all below it"),
                ("cache flush", "Everything"),
            ],
        }.WithAdminOptions();
        flush.Add(_flushed);
        flush.Add(_below);
        flush.SetAction((parsed, token) => AdminRequest.RunAsync(
            parsed,
            HttpMethod.Delete,
            parsed.GetValue(_flushed) is { } name ? $"/cache?name={Uri.EscapeDataString(name)}&below={(parsed.GetValue(_below) ? "true" : "false")}" : "/cache",
            AdminJson.Default.FlushModel,
            (flushed, output) =>
            {
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{flushed.Removed} answers removed"));
                return 0;
            },
            token));

        return new HoldfastCommand("cache", "Shows and removes what a running daemon has cached.") { show, flush };
    }

    private static int Show(IReadOnlyList<CacheEntryModel> entries, TextWriter output)
    {
        if (entries.Count == 0)
        {
            output.WriteLine("Nothing is cached for the name.");
            return 0;
        }

        var table = new Table().Border(TableBorder.Rounded);
        table.AddColumns("type", "kind", "provider", "age", "fresh for", "stale for", "records");
        foreach (var entry in entries)
        {
            table.AddRow(
                (entry.Type + (entry.DnssecOk ? " +do" : string.Empty)).EscapeMarkup(),
                entry.Kind.EscapeMarkup(),
                entry.Provider.EscapeMarkup(),
                Seconds(entry.AgeSeconds),
                Seconds(entry.FreshForSeconds),
                Seconds(entry.StaleForSeconds),
                string.Join('\n', entry.Records).EscapeMarkup());
        }

        Terminal.For(output).Write(table);
        return 0;
    }

    private static string Seconds(double seconds) => string.Create(CultureInfo.InvariantCulture, $"{seconds:0} s");
}
