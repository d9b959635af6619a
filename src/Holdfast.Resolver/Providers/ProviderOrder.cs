using System.Collections.Immutable;

namespace Holdfast.Resolver.Providers;

/// <summary>One server that may be asked, with what was known of it when the order was made.</summary>
/// <param name="Provider">The operator.</param>
/// <param name="Server">One of its servers.</param>
/// <param name="Health">Its health.</param>
internal readonly record struct Candidate(Provider Provider, ProviderServer Server, HealthReport Health);

/// <summary>Who is asked first, and who next: a pure choice.</summary>
internal static class ProviderOrder
{
    /// <summary>
    /// Orders the candidates: first each operator's best server, so that two in a row are never one operator's while
    /// another is left; then the operators' other servers. Well ones come before ill ones, fast before slow, measured
    /// before never measured, and where nothing else tells them apart as configured.
    /// </summary>
    /// <param name="providers">The operators, as configured.</param>
    /// <param name="now">The present moment.</param>
    public static ImmutableArray<Candidate> Of(ImmutableArray<Provider> providers, TimeSpan now)
    {
        var best = new List<Candidate>(providers.Length);
        List<Candidate>? others = null;
        foreach (var provider in providers)
        {
            var candidates = provider.Servers.Length == 1
                ? [new Candidate(provider, provider.Servers[0], provider.Servers[0].Health.Report(now))]
                : provider.Servers
                    .Select(server => new Candidate(provider, server, server.Health.Report(now)))
                    .OrderBy(candidate => !candidate.Health.IsWell)
                    .ToArray();
            best.Add(candidates[0]);
            if (candidates.Length > 1)
            {
                (others ??= []).AddRange(candidates[1..]);
            }
        }

        // A stable insertion sort: a handful of providers, on every miss.
        for (var i = 1; i < best.Count; i++)
        {
            for (var j = i; j > 0 && ComesBefore(best[j].Health, best[j - 1].Health); j--)
            {
                (best[j], best[j - 1]) = (best[j - 1], best[j]);
            }
        }

        return others is null ? [.. best] : [.. best, .. others.OrderBy(candidate => !candidate.Health.IsWell)];
    }

    private static bool ComesBefore(HealthReport left, HealthReport right) =>
        left.IsWell != right.IsWell ? left.IsWell
        : left.Measured != right.Measured ? left.Measured
        : left.Average < right.Average;
}
