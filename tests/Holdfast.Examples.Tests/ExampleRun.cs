using System.Diagnostics;

namespace Holdfast.Examples.Tests;

/// <summary>Runs an example as a user would, and waits for its end.</summary>
internal static class ExampleRun
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(60);

    public static async Task<(int Code, string Output, string Errors)> OfAsync(string example, params string[] arguments)
    {
        // bin/<configuration>/<framework> is the same for tests and examples.
        var build = new DirectoryInfo(AppContext.BaseDirectory);
        var output = Path.Combine("bin", build.Parent!.Name, build.Name);
        var root = build;
        while (!File.Exists(Path.Combine(root.FullName, "Holdfast.slnx")))
        {
            root = root.Parent ?? throw new InvalidOperationException("The tests run outside of the repository.");
        }

        var program = Path.Combine(root.FullName, "examples", example, output, $"Holdfast.Examples.{example}.dll");
        using var process = Process.Start(new ProcessStartInfo("dotnet", [program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        using var patience = new CancellationTokenSource(_limit);
        var said = process.StandardOutput.ReadToEndAsync(patience.Token);
        var complained = process.StandardError.ReadToEndAsync(patience.Token);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }

        return (process.ExitCode, await said, await complained);
    }
}
