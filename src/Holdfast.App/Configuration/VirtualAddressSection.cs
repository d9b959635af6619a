using System.Collections.Immutable;
using Holdfast.Balancing;
using Holdfast.Certificates;
using Holdfast.Endpoints;
using Holdfast.Wire.Names;

namespace Holdfast.App.Configuration;

/// <summary>A virtual address in front of a pool's members, as configured. Immutable.</summary>
internal sealed record VirtualAddressSection
{
    /// <summary>The pool, by its name.</summary>
    public DomainName Pool { get; init; } = DomainName.Root;

    /// <summary>Where clients connect.</summary>
    public ImmutableArray<ClientEndPoint> Listen { get; init; } = [];

    /// <summary>Where the members serve HTTP.</summary>
    public int Port { get; init; } = 80;

    /// <summary>How the members are spoken to.</summary>
    public NodeProtocol NodeProtocol { get; init; }

    /// <summary>The zone that is preferred; empty for none.</summary>
    public string Zone { get; init; } = "";

    /// <summary>The certificate for HTTPS; null for none.</summary>
    public string? Certificate { get; init; }

    /// <summary>The certificate's private key, when it stands in a file of its own.</summary>
    public string? Key { get; init; }

    /// <summary>Every limit.</summary>
    public BalancingLimits Limits { get; init; } = new();

    /// <summary>The options for a pool. Drained members are nodes too: what they have in flight may end.</summary>
    public VirtualAddressOptions For(PoolOptions pool) => new()
    {
        Name = Pool,
        Listen = Listen,
        Certificate = Certificate is null ? null : new CertificateFiles(Certificate, Key),
        Nodes = [.. pool.Members.Select(member => new BalancedNode { Address = member.Address, Port = Port, Zone = member.Zone, Weight = member.Weight })],
        NodeProtocol = NodeProtocol,
        Zone = Zone,
        Limits = Limits,
    };
}
