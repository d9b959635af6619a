using System.CommandLine;
using Holdfast.App.Admin;
using Holdfast.App.Configuration;

namespace Holdfast.App.Commands;

/// <summary>The options of every command that talks to a running daemon.</summary>
internal static class AdminOptionSet
{
    private static readonly Option<string> _address = new("--admin")
    {
        Description = "The daemon's admin address.",
        HelpName = "ADDRESS:PORT",
        DefaultValueFactory = _ => AdminOptions.DefaultListen.ToString(),
    };

    private static readonly Option<FileInfo?> _token = new("--token-file")
    {
        Description = $"A file with the bearer token; else {AdminToken.Variable} from the environment.",
        HelpName = "FILE",
    };

    private static readonly Option<bool> _json = new("--json") { Description = "Print JSON as the admin API gives it." };

    /// <summary>Adds the options to a command.</summary>
    public static T WithAdminOptions<T>(this T command)
        where T : Command
    {
        command.Add(_address);
        command.Add(_token);
        command.Add(_json);
        return command;
    }

    /// <summary>Whether JSON is wanted.</summary>
    public static bool WantsJson(this ParseResult parsed) => parsed.GetValue(_json);

    /// <summary>Makes the client; null with what is wrong.</summary>
    public static AdminClient? CreateClient(ParseResult parsed, out string? problem)
    {
        var text = parsed.GetValue(_address)!;
        if (!Uri.TryCreate(text.Contains("://", StringComparison.Ordinal) ? text : $"http://{text}", UriKind.Absolute, out var address)
            || address.Scheme is not ("http" or "https"))
        {
            problem = $"--admin '{text}' is not an address; allowed: ADDRESS:PORT, or http:// or https:// and one";
            return null;
        }

        try
        {
            var token = parsed.GetValue(_token) is { } file
                ? File.ReadAllText(file.FullName).Trim()
                : Environment.GetEnvironmentVariable(AdminToken.Variable);
            problem = null;
            return new AdminClient(address, string.IsNullOrEmpty(token) ? null : token);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            problem = $"--token-file: {fault.Message}";
            return null;
        }
    }
}
