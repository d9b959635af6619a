namespace Holdfast.Endpoints;

/// <summary>The ranges that <see cref="EndpointsOptions"/> documents, enforced.</summary>
internal static class EndpointsOptionRanges
{
    /// <summary>The most pools of one enactor.</summary>
    public const int MaxPools = 1000;

    /// <summary>The longest name of an enactor, a zone or a region.</summary>
    public const int MaxNameCharacters = 64;

    public static IEnumerable<OptionFault> Faults(EndpointsOptions options)
    {
        OptionFault?[] ranges =
        [
            OptionRange.Check("pools", options.Pools.Length, 0, MaxPools),
            OptionRange.CheckLength("enactor", options.Enactor, 1, MaxNameCharacters),
            OptionRange.Check("round-interval", options.RoundInterval, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1)),
            OptionRange.Check("round-deadline", options.RoundDeadline, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1)),
            OptionRange.Check("report-interval", options.ReportInterval, TimeSpan.FromMilliseconds(500), TimeSpan.FromMinutes(1)),
            OptionRange.Check("report-lifetime", options.ReportLifetime, 3 * options.ReportInterval, TimeSpan.FromMinutes(10)),
            OptionRange.Check("kept-generations", options.KeptGenerations, 2, 1000),
            OptionRange.Check("max-probes", options.MaxProbes, 1, 10_000),
        ];
        foreach (var fault in ranges.OfType<OptionFault>())
        {
            yield return fault;
        }

        for (var i = 0; i < options.Pools.Length; i++)
        {
            if (options.Pools.Take(i).Any(other => other.Name == options.Pools[i].Name))
            {
                yield return new OptionFault($"pools[{i}].name", options.Pools[i].Name.ToString(), "has a pool already", "each name once");
            }

            foreach (var fault in options.Pools[i].Faults($"pools[{i}]"))
            {
                yield return fault;
            }
        }
    }
}
