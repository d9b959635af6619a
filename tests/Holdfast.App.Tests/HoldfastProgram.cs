using Holdfast.TestPeers.Tools;

namespace Holdfast.App.Tests;

/// <summary>The built program, run as people run it.</summary>
internal static class HoldfastProgram
{
    /// <summary>The built program.</summary>
    public static string Assembly { get; } = Path.Combine(AppContext.BaseDirectory, "holdfast.dll");

    /// <summary>Runs it to its end.</summary>
    public static Task<ToolResult> RunAsync(params string[] arguments) => RunWithInputAsync(null, arguments);

    /// <summary>Runs it to its end with something on its standard input.</summary>
    public static Task<ToolResult> RunWithInputAsync(string? input, params string[] arguments) =>
        CommandLineTool.RunAsync("dotnet", [Assembly, .. arguments], input, TestContext.Current.CancellationToken);
}
