namespace Holdfast.Resolver.Tests.Simulation;

/// <summary>Schedules by the thousand take every core; they run when the tests that talk to real servers have ended.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class SimulationRuns
{
    public const string Name = "simulation";
}
