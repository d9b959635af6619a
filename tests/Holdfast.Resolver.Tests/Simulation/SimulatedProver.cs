using System.Net;
using Holdfast.Resolver.LastKnownGood;
using Holdfast.Wire.Names;

namespace Holdfast.Resolver.Tests.Simulation;

/// <summary>The services behind addresses: since when each is alive or dead. Proofs of it take a few milliseconds, or time out.</summary>
internal sealed class SimulatedServices(SimulatedTime time)
{
    private readonly Dictionary<IPAddress, (bool Alive, TimeSpan Since)> _services = [];

    public void Set(IPAddress address, bool alive) => _services[address] = (alive, time.Elapsed);

    public bool IsAlive(IPAddress address) => _services.GetValueOrDefault(address).Alive;

    /// <summary>Whether it was alive at every moment since <paramref name="moment"/>.</summary>
    public bool AliveSince(IPAddress address, TimeSpan moment) =>
        _services.TryGetValue(address, out var service) && service.Alive && service.Since <= moment;

    /// <summary>Whether it was alive at any moment since <paramref name="moment"/>.</summary>
    public bool AliveAnyTimeSince(IPAddress address, TimeSpan moment) =>
        _services.TryGetValue(address, out var service) && (service.Alive || service.Since >= moment);
}

/// <summary>Puts the simulated services to the proof, for one process.</summary>
internal sealed class SimulatedProver(SimulatedServices services, TimeProvider process, Random chance) : IProver
{
    /// <summary>Whether every address counts as alive.</summary>
    public bool BelievesAnything { get; init; }

    public async ValueTask<ProofResult> ProveAsync(
        IPAddress address, Proof proof, DomainName name, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var alive = BelievesAnything || services.IsAlive(address);
        var silent = !alive && chance.Next(2) == 0;
        try
        {
            await Task.Delay(silent ? timeout : TimeSpan.FromMilliseconds(1 + (10 * chance.NextDouble())), process, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return new ProofResult(ProofOutcome.Cancelled);
        }

        return new ProofResult(alive ? ProofOutcome.Alive : silent ? ProofOutcome.TimedOut : ProofOutcome.Refused);
    }
}
