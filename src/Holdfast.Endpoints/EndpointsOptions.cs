using System.Collections.Immutable;

namespace Holdfast.Endpoints;

/// <summary>Which pools are kept, by whom, and the limits of doing so. Every limit that is not a pool's own is here. Immutable.</summary>
public sealed record EndpointsOptions
{
    /// <summary>The pools; up to 1,000, each name once.</summary>
    public ImmutableArray<PoolOptions> Pools { get; init; } = [];

    /// <summary>What this enactor and its observer are called in plans and reports, one name for each that runs; 1 to 64 characters, default the machine's name.</summary>
    public string Enactor { get; init; } = Environment.MachineName;

    /// <summary>How long an enactor waits from one round to the next; 100 ms to 1 min, default 1 s.</summary>
    public TimeSpan RoundInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a round may take, all answers of the store included; 100 ms to 1 min, default 5 s.</summary>
    public TimeSpan RoundDeadline { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often an observer's unchanged report is written again; 500 ms to 1 min, default 3 s.</summary>
    public TimeSpan ReportInterval { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long a report counts after it was last seen to change; at least three times <see cref="ReportInterval"/>, at most 10 min, default 12 s.</summary>
    public TimeSpan ReportLifetime { get; init; } = TimeSpan.FromSeconds(12);

    /// <summary>How many generations of a name are kept, the published one included; 2 to 1,000, default 64.</summary>
    public int KeptGenerations { get; init; } = 64;

    /// <summary>How many probes may be under way at once; 1 to 10,000, default 256. Others wait for their turn.</summary>
    public int MaxProbes { get; init; } = 256;

    /// <summary>The folder that keeps each name's last plan for the time when the store is gone; null keeps them in memory only.</summary>
    public string? Folder { get; init; }

    /// <summary>What is wrong with the values, each as place, value and what is allowed; empty when nothing is.</summary>
    public IEnumerable<OptionFault> Faults() => EndpointsOptionRanges.Faults(this);
}
