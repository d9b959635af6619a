using Holdfast.App.Commands;

namespace Holdfast.App.Tests.Commands;

public sealed class CommandLineTests
{
    public static TheoryData<string> Names => [.. Below(CommandTree.Create(TimeProvider.System)).Select(command => command.Path)];

    [Theory, MemberData(nameof(Names))]
    public void Every_command_has_examples_that_are_read(string path)
    {
        var root = CommandTree.Create(TimeProvider.System);
        var command = Below(root).Single(each => each.Path == path).Command;
        if (command.Subcommands.Count > 0)
        {
            return;
        }

        var examples = Assert.IsType<HoldfastCommand>(command).Examples;
        Assert.NotEmpty(examples);
        Assert.All(examples, example =>
        {
            var parsed = CommandTree.Parse(root, example.Line.Split("eval")[0]);
            Assert.Empty(parsed.Errors);
            Assert.Same(command, parsed.CommandResult.Command);
        });
    }

    [Fact]
    public async Task Help_shows_examples_and_exit_codes()
    {
        var result = await HoldfastProgram.RunAsync("query", "--help");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("Examples:", result.Output, StringComparison.Ordinal);
        Assert.Contains("holdfast query example.com --wire", result.Output, StringComparison.Ordinal);
        Assert.Contains("+dnssec", result.Output, StringComparison.Ordinal);
        Assert.Contains("Exit codes: 0", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("needs a name", "query")]
    [InlineData("unknown command 'qurey'; did you mean 'query'?", "qurey", "example.com")]
    [InlineData("unknown option '--wrie'", "query", "example.com", "--wrie")]
    [InlineData("unknown option '+dnsec'; did you mean '+dnssec'?", "query", "example.com", "+dnsec")]
    [InlineData("'99999' is not allowed for +bufsize; allowed: OCTETS", "query", "example.com", "+bufsize=99999")]
    [InlineData("+short takes no value, '1' was given", "query", "example.com", "+short=1")]
    [InlineData("+subnet needs a value", "query", "example.com", "+subnet")]
    [InlineData("'a..b' is not a domain name: two dots stand side by side", "query", "a..b")]
    [InlineData("-x needs an address, 'example' is none", "query", "-x", "example")]
    [InlineData("'BOGUS' is not a type", "query", "example.com", "-t", "BOGUS")]
    [InlineData("port 70000 is not allowed; allowed: 1 to 65535", "query", "example.com", "-p", "70000")]
    [InlineData("--admin 'ftp://x' is not an address", "status", "--admin", "ftp://x")]
    public async Task A_wrong_command_line_gets_one_clear_line(string expected, params string[] arguments)
    {
        var result = await HoldfastProgram.RunAsync(arguments);
        Assert.Equal(1, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.StartsWith($"holdfast: {expected}", result.Error);
        Assert.Single(result.Error.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public async Task Without_a_daemon_commands_say_so_in_one_line()
    {
        var port = TestPeers.RealServers.FreePorts.Pick(1)[0];
        var result = await HoldfastProgram.RunAsync("status", "--admin", $"127.0.0.1:{port}");
        Assert.Equal(2, result.ExitCode);
        Assert.Equal($"holdfast: no daemon answers at http://127.0.0.1:{port}/: Connection refused ('holdfast serve' starts one; --admin says where it is)\n", result.Error);
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    public async Task Completion_scripts_ask_the_program_itself(string shell)
    {
        var result = await HoldfastProgram.RunAsync("completion", shell);
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("[suggest:", result.Output, StringComparison.Ordinal);
        var suggested = await HoldfastProgram.RunAsync("[suggest:9]", "guard res");
        Assert.Contains("restore", suggested.Output, StringComparison.Ordinal);
    }

    private static IEnumerable<(string Path, System.CommandLine.Command Command)> Below(System.CommandLine.Command command, string path = "") =>
        command.Subcommands.SelectMany(sub => Below(sub, $"{path} {sub.Name}".Trim()).Prepend(($"{path} {sub.Name}".Trim(), sub)));
}
