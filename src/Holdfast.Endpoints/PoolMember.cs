using System.Net;

namespace Holdfast.Endpoints;

/// <summary>One address that may serve a pool's name.</summary>
public sealed record PoolMember
{
    /// <summary>The address; once in a pool.</summary>
    public IPAddress Address { get; init; } = IPAddress.None;

    /// <summary>The availability zone it stands in; up to 64 characters, default empty for a pool without zones.</summary>
    public string Zone { get; init; } = "";

    /// <summary>The region it stands in; up to 64 characters, default empty for a pool of one region.</summary>
    public string Region { get; init; } = "";

    /// <summary>Its share of the load beside the others' weights; 1 to 1,000, default 1.</summary>
    public int Weight { get; init; } = 1;

    /// <summary>Whether a person took it out. It is observed on, and serves again when this ends. Default no.</summary>
    public bool IsDrained { get; init; }
}
