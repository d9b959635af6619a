namespace Holdfast.Endpoints.Tests.Simulation;

public sealed class NaiveSimulationTests
{
    [Fact]
    public void The_design_of_20_October_2025_publishes_an_older_plan_and_empties_the_record()
    {
        var wrong = Enumerable.Range(1, 2000).Select(NaiveSchedule.Run).OfType<string>().ToList();
        TestContext.Current.TestOutputHelper?.WriteLine($"{wrong.Count} of 2000 schedules, such as {wrong.FirstOrDefault()}");
        Assert.Contains(wrong, one => one.Contains("OLDER PLAN", StringComparison.Ordinal));
        Assert.Contains(wrong, one => one.Contains("EMPTY RECORD", StringComparison.Ordinal));
    }
}
