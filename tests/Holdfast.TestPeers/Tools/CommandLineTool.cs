using System.Diagnostics;
using Holdfast.TestPeers.RealServers;

namespace Holdfast.TestPeers.Tools;

/// <summary>What a command wrote and how it ended.</summary>
public sealed record ToolResult(int ExitCode, string Output, string Error);

/// <summary>Runs a command to its end, within a limit.</summary>
public static class CommandLineTool
{
    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(3);

    /// <summary>Whether the command is installed.</summary>
    public static bool IsInstalled(string command) => ServerProgram.Find(command) is not null;

    /// <summary>Runs it.</summary>
    /// <exception cref="TimeoutException">It did not end in time; it was killed.</exception>
    public static async Task<ToolResult> RunAsync(
        string command, IEnumerable<string> arguments, string? input = null, CancellationToken cancellationToken = default)
    {
        var start = new ProcessStartInfo(ServerProgram.Find(command) ?? command, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        using var process = Process.Start(start)!;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(_limit);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(patience.Token);
            var error = process.StandardError.ReadToEndAsync(patience.Token);
            await process.StandardInput.WriteAsync((input ?? "").AsMemory(), patience.Token);
            process.StandardInput.Close();
            await process.WaitForExitAsync(patience.Token);
            return new ToolResult(process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{command} ran longer than {_limit}.");
        }
    }
}
