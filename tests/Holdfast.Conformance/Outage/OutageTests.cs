using Holdfast.TestPeers.Tools;

namespace Holdfast.Conformance.Outage;

/// <summary>bench/outage in short, against our own daemon: it holds through every fault, restarts included.</summary>
public sealed class OutageTests
{
    // A fault that is not held through leaves 0 to 70 %; what a busy machine takes more than a second for is not a fault of ours.
    private const string Least = "90";

    // Those that peers fail by; bench/outage has the others.
    private static readonly string[] _faults = ["silent-3", "nodata-3", "nodata-2", "nowhere-1", "back", "sigkill"];

    [Fact]
    public async Task Names_keep_resolving()
    {
        var load = Path.Combine(Root(), "bench", "Holdfast.Load", "bin", "Release", "net10.0", "Holdfast.Load.dll");
        var run = await CommandLineTool.RunAsync(
            "dotnet",
            [load, "outage", "--servers", "holdfast", "--seconds", "6", "--warm", "1", "--least", Least, "--faults", .. _faults],
            null,
            TestContext.Current.CancellationToken);
        TestContext.Current.TestOutputHelper?.WriteLine(run.Output);
        Assert.True(run.ExitCode == 0, run.Output + run.Error);
    }

    private static string Root()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at.FullName, "Holdfast.slnx")))
        {
            at = at.Parent!;
        }

        return at.FullName;
    }
}
