namespace Holdfast.Endpoints.Tests.Simulation;

/// <summary>Time and chance of one schedule, and the store with the way to it.</summary>
internal sealed class SimulatedWorld
{
    public SimulatedWorld(int seed)
    {
        Chance = new Random(seed);
        Store = new SimulatedStore();
        Network = new SimulatedNetwork(Store, Chance);
    }

    public Random Chance { get; }

    public SimulatedStore Store { get; }

    public SimulatedNetwork Network { get; }

    /// <summary>How long the world has run.</summary>
    public TimeSpan Now { get; set; }

    /// <summary>Whether something of the given odds happens.</summary>
    public bool Happens(int one, int ofSo) => Chance.Next(ofSo) < one;
}
