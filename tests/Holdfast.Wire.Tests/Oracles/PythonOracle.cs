using System.Diagnostics;

namespace Holdfast.Wire.Tests.Oracles;

/// <summary>Runs a program over dnspython, Debian's python3-dnspython, with lines in and lines out.</summary>
internal static class PythonOracle
{
    private const string Python = "/usr/bin/python3";

    public static async Task<string[]> RunAsync(string program, IEnumerable<string> lines)
    {
        if (!File.Exists(Python))
        {
            Assert.Fail($"{Python} is missing: apt-get install python3-dnspython (./test does it).");
        }

        var start = new ProcessStartInfo(Python, ["-c", program])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        foreach (var line in lines)
        {
            await process.StandardInput.WriteLineAsync(line);
        }

        process.StandardInput.Close();
        var text = await output;
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"dnspython is missing (apt-get install python3-dnspython; ./test does it) or failed: {await errors}");
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
