using System.Globalization;
using System.Net;

namespace Holdfast.TestPeers.Tools;

/// <summary>dig (BIND) and kdig (Knot): clients whose codec is not ours.</summary>
public static class Dig
{
    /// <summary>Asks with dig, one try of two seconds: <c>AskAsync(server, "example.test", "A", "+tcp")</c>.</summary>
    public static Task<ToolResult> AskAsync(IPEndPoint server, params string[] arguments) => AskAsync("dig", server, arguments);

    /// <summary>Asks with kdig, which also has <c>+tls</c> and <c>+https</c>.</summary>
    public static Task<ToolResult> KdigAsync(IPEndPoint server, params string[] arguments) => AskAsync("kdig", server, arguments);

    /// <summary>The data of the answers alone, one a line, sorted.</summary>
    public static async Task<string[]> ShortAsync(IPEndPoint server, params string[] arguments)
    {
        var result = await AskAsync(server, [.. arguments, "+short"]);
        return [.. result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)];
    }

    private static Task<ToolResult> AskAsync(string command, IPEndPoint server, string[] arguments)
    {
        ArgumentNullException.ThrowIfNull(server);
        string[] patience = command == "dig" ? ["+tries=1", "+time=2"] : ["+retry=0", "+time=2"];
        return CommandLineTool.RunAsync(
            command, [$"@{server.Address}", "-p", server.Port.ToString(CultureInfo.InvariantCulture), .. patience, .. arguments]);
    }
}
