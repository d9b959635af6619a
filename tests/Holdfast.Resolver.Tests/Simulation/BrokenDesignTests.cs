namespace Holdfast.Resolver.Tests.Simulation;

/// <summary>
/// The simulation judged in its turn: resolvers that are broken on purpose, each in one way, are put through the same
/// schedules as the sound one, and must be found out.
/// </summary>
[Collection(SimulationRuns.Name)]
public sealed class BrokenDesignTests
{
    // The rarest of them needs everybody to be silent for longer than an answer may be held.
    private const int MaxSchedules = 300;

    private static readonly Dictionary<string, (ProcessDesign Design, string Finding)> _designs = new()
    {
        ["no guard at all"] = (
            ProcessDesign.Sound with { Guards = false }, "was observed and lives"),
        ["a denial drops the last known good answer"] = (
            ProcessDesign.Sound with { BelievesDenials = true }, "was observed and lives"),
        ["nothing is remembered across restarts"] = (
            ProcessDesign.Sound with { ForgetsAtRestart = true }, "was observed and lives"),
        ["every proof succeeds"] = (
            ProcessDesign.Sound with { BelievesAddresses = true }, "has been dead for more than"),
        ["a proof is believed for five minutes"] = (
            ProcessDesign.Sound with { Rule = SimulatedWorld.Rule with { ProofTtl = TimeSpan.FromMinutes(5) } }, "has been dead for more than"),
        ["answers are held for an hour"] = (
            ProcessDesign.Sound with { Rule = SimulatedWorld.Rule with { MaxAge = TimeSpan.FromHours(1) } }, "was last given"),
        ["what is released is held on to"] = (
            ProcessDesign.Sound with { IgnoresReleases = true }, "held, though released"),
        ["stale answers never end"] = (
            ProcessDesign.Sound with { Policy = SimulatedWorld.Policy with { MaxStale = TimeSpan.FromHours(1) } }, "staler than"),
        ["one operator is enough"] = (
            ProcessDesign.Sound with { Options = SimulatedWorld.Options with { MaxAttempts = 1 } }, "was sound"),
        ["the hedge budget is never spent"] = (
            ProcessDesign.Sound with
            {
                Options = SimulatedWorld.Options with { Health = SimulatedWorld.Options.Health with { HedgesPerQuestion = 1, HedgeBurst = 10_000 } },
            },
            "asked twice for speed alone"),
    };

    public static TheoryData<string> Designs => [.. _designs.Keys];

    [Theory]
    [MemberData(nameof(Designs))]
    public void A_broken_design_is_found_out(string broken)
    {
        var (design, finding) = _designs[broken];
        for (var seed = 1; seed <= MaxSchedules; seed++)
        {
            if (ResolverSchedule.Run(seed, design).Failure is { } failure && failure.Contains(finding, StringComparison.Ordinal))
            {
                TestContext.Current.TestOutputHelper?.WriteLine($"found by seed {seed}:\n{failure}");
                return;
            }
        }

        Assert.Fail($"{MaxSchedules} schedules did not notice that {broken}.");
    }
}
