namespace Holdfast.App.Tests.Hosting;

public sealed class EndpointsDemoTests
{
    [Fact]
    public async Task The_demo_ends_with_everything_held_and_says_what_was_refused_and_why()
    {
        var demo = await HoldfastProgram.RunAsync("endpoints", "demo", "--pace", "0.1");
        Assert.Equal((0, ""), (demo.ExitCode, demo.Error));
        string[] told =
        [
            "REFUSED: zone-c woke after ",
            "the last plan stands: the observers are doubted since ",
            "REFUSED: endpoints.pools[0].members is empty: the name would have no address; allowed: 1 to 256 members",
            "the last plan stands: no member is healthy",
            "was refused: it would leave 1 of 3 addresses within 0:10:00; allowed: 2 or more",
            "The store cannot be used (Locked), it is tried again, what is served stays: ",
            "the name was never empty: 0 empty of ",
            "the name was never older: 0 answers older ",
        ];
        Assert.All(told, line => Assert.Contains(line, demo.Output, StringComparison.Ordinal));
        Assert.DoesNotContain("NOT HELD", demo.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_pace_gets_one_clear_line()
    {
        var demo = await HoldfastProgram.RunAsync("endpoints", "demo", "--pace", "7");
        Assert.Equal((1, "holdfast: --pace 7 is not allowed; allowed: 0 to 1 (see 'holdfast endpoints demo --help')\n"), (demo.ExitCode, demo.Error));
    }
}
