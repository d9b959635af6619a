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
    /// <param name="most">How many candidates at the most.</param>
    public static Candidate[] Of(ImmutableArray<Provider> providers, TimeSpan now, int most)
    {
        var servers = 0;
        foreach (var provider in providers)
        {
            servers += provider.Servers.Length;
        }

        var order = new Candidate[servers];
        var (bests, others) = (0, providers.Length);
        foreach (var provider in providers)
        {
            Candidate? best = null;
            foreach (var server in provider.Servers)
            {
                var candidate = new Candidate(provider, server, server.Health.Report(now));
                if (best is not { } held)
                {
                    best = candidate;
                }
                else if (candidate.Health.IsWell && !held.Health.IsWell)
                {
                    order[others++] = held;
                    best = candidate;
                }
                else
                {
                    order[others++] = candidate;
                }
            }

            order[bests++] = best!.Value;
        }

        Sort(order.AsSpan(0, bests));
        SortByWellness(order.AsSpan(bests));
        return order.Length <= most ? order : order[..most];
    }

    // Stable insertion sorts: a handful of servers, on every miss.
    private static void Sort(Span<Candidate> candidates)
    {
        for (var i = 1; i < candidates.Length; i++)
        {
            for (var j = i; j > 0 && ComesBefore(candidates[j].Health, candidates[j - 1].Health); j--)
            {
                (candidates[j], candidates[j - 1]) = (candidates[j - 1], candidates[j]);
            }
        }
    }

    private static void SortByWellness(Span<Candidate> candidates)
    {
        for (var i = 1; i < candidates.Length; i++)
        {
            for (var j = i; j > 0 && candidates[j].Health.IsWell && !candidates[j - 1].Health.IsWell; j--)
            {
                (candidates[j], candidates[j - 1]) = (candidates[j - 1], candidates[j]);
            }
        }
    }

    private static bool ComesBefore(HealthReport left, HealthReport right) =>
        left.IsWell != right.IsWell ? left.IsWell
        : left.Measured != right.Measured ? left.Measured
        : left.Average < right.Average;
}
