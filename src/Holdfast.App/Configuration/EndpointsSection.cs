using System.Collections.Immutable;
using Holdfast.Endpoints;

namespace Holdfast.App.Configuration;

/// <summary>The pools that are kept here, and whether plans are served, as configured. Immutable.</summary>
internal sealed record EndpointsSection
{
    /// <summary>The pools and the limits of keeping them.</summary>
    public EndpointsOptions Service { get; init; } = new();

    /// <summary>Whether the published plans are served; null when nothing was said.</summary>
    public bool? Serves { get; init; }

    /// <summary>Files (PEM) of authorities that probes trust besides the system's.</summary>
    public ImmutableArray<string> TrustFiles { get; init; } = [];
}
