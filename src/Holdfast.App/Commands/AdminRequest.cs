using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Holdfast.App.Commands;

/// <summary>One request to a daemon, and how its answer is shown.</summary>
internal static class AdminRequest
{
    /// <summary>The exit code when the daemon cannot be reached or says no.</summary>
    public const int FailedExit = 2;

    /// <summary>Sends a request and shows its answer, as JSON where that is wanted.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="method">GET, POST or DELETE.</param>
    /// <param name="path">The path with its query.</param>
    /// <param name="type">How the value is read.</param>
    /// <param name="show">Shows the value, and gives the exit code.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<int> RunAsync<T>(
        ParseResult parsed, HttpMethod method, string path, JsonTypeInfo<T> type, Func<T, TextWriter, int> show, CancellationToken cancellationToken)
        where T : class
    {
        using var client = AdminOptionSet.CreateClient(parsed, out var problem);
        if (client is null)
        {
            return CommandTree.Usage(Console.Error, parsed.CommandResult.Command.Name, problem!);
        }

        var result = await client.SendAsync(method, path, type, cancellationToken);
        if (result.Value is not { } value)
        {
            Console.Error.WriteLine($"holdfast: {result.Problem}");
            return FailedExit;
        }

        if (parsed.WantsJson())
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(value, type));
            return 0;
        }

        return show(value, Console.Out);
    }
}
