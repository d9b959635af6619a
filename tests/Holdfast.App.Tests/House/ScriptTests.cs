using Holdfast.TestPeers.Tools;

namespace Holdfast.App.Tests.House;

public sealed class ScriptTests
{
    [Theory]
    [InlineData("holdfast")]
    [InlineData("test")]
    [InlineData(".ci/run")]
    public async Task Script_is_executable_bash(string script)
    {
        var path = Repository.PathOf(script);
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(path).HasFlag(UnixFileMode.UserExecute));
        var result = await CommandLineTool.RunAsync("bash", ["-n", path], cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
    }

    [Fact]
    public async Task Without_an_sdk_one_line_says_what_is_missing()
    {
        using var scratch = new Scratch();
        File.Copy(Repository.PathOf("holdfast"), scratch.PathOf("holdfast"));
        Directory.CreateDirectory(scratch.PathOf("src"));
        var tools = Directory.CreateDirectory(scratch.PathOf("tools")).FullName;
        foreach (var tool in (string[])["bash", "dirname", "readlink", "find", "mkdir", "flock", "cut", "tail", "grep", "touch"])
        {
            File.CreateSymbolicLink(Path.Combine(tools, tool), TestPeers.RealServers.ServerProgram.Find(tool)!);
        }

        var result = await CommandLineTool.RunAsync(
            "env", ["-i", $"PATH={tools}", $"HOME={scratch.Folder}", Path.Combine(tools, "bash"), scratch.PathOf("holdfast"), "query"], cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(69, result.ExitCode);
        Assert.Equal("holdfast: needs the .NET 10 SDK, found none: https://dotnet.microsoft.com/download/dotnet/10.0\n", result.Error);
    }

    [Fact]
    public void The_unit_is_hardened_and_may_open_low_ports_only()
    {
        var unit = Repository.Read("deploy/holdfast.service").Split('\n');
        Assert.Contains("Type=notify", unit);
        Assert.Contains("CapabilityBoundingSet=CAP_NET_BIND_SERVICE", unit);
        Assert.Contains("AmbientCapabilities=CAP_NET_BIND_SERVICE", unit);
        Assert.Contains("NoNewPrivileges=yes", unit);
        Assert.Contains(unit, line => line.StartsWith("WatchdogSec=", StringComparison.Ordinal));
    }
}
