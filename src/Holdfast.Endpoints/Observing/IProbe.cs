using System.Net;
using Holdfast.Wire.Names;

namespace Holdfast.Endpoints.Observing;

/// <summary>Carries out probes. Safe for any number of callers at once.</summary>
public interface IProbe
{
    /// <summary>Carries out one probe. Never throws for what the network does.</summary>
    /// <param name="address">The member's address.</param>
    /// <param name="probe">What is asked.</param>
    /// <param name="name">The pool's name, for probes that name no other.</param>
    /// <param name="cancellationToken">Gives up: by the deadline, or because we are stopping. The answer is then of no matter.</param>
    ValueTask<ProbeResult> ProbeAsync(IPAddress address, ProbeOptions probe, DomainName name, CancellationToken cancellationToken);
}
