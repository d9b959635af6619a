using System.Collections.Immutable;
using Holdfast.App.Hosting;
using Holdfast.Resolver.Cache;
using Holdfast.Resolver.LastKnownGood;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Names;
using Holdfast.Wire.Records;

namespace Holdfast.App.Admin;

/// <summary>The daemon's parts as the admin API shows them.</summary>
internal static class AdminView
{
    /// <summary>The daemon as a whole.</summary>
    public static StatusModel Status(Daemon daemon)
    {
        var cache = daemon.Cache.Statistics;
        var entries = daemon.Guard.List();
        return new StatusModel(
            Product.Version,
            Environment.ProcessId,
            daemon.StartedAt,
            daemon.IsReady,
            [.. daemon.Server.EndPoints.Select(endPoint => endPoint.ToString())],
            new ConfigurationModel(daemon.ConfigurationPath, daemon.LoadedAt, daemon.Reloads, daemon.RefusedAt, daemon.Problems),
            new CacheModel(cache.Entries, cache.Octets, daemon.Cache.Policy.MaxOctets, cache.Hits, cache.Misses, cache.Stored, cache.Evicted),
            new GuardSummaryModel(daemon.Options.Guard.Rules.Length, entries.Length, entries.Count(entry => entry.HeldSince is not null)),
            Providers(daemon),
            daemon.Resolver.FlightCount,
            EndpointsView.Summary(daemon.Endpoints));
    }

    /// <summary>The providers.</summary>
    public static IReadOnlyList<ProviderModel> Providers(Daemon daemon)
    {
        var now = daemon.Clock.Now;
        return [.. daemon.Resolver.Providers.Select(provider => new ProviderModel(
            provider.Name,
            [.. provider.Report(now).Select(server => new ServerModel(
                server.Endpoint,
                server.Transport.ToString().ToLowerInvariant(),
                server.Health.IsWell ? "well" : server.Health.Illness.ToString().ToLowerInvariant(),
                server.Health.Measured ? Math.Round(server.Health.Average.TotalMilliseconds, 3) : null,
                Math.Round(server.Health.HedgeDelay.TotalMilliseconds, 3)))]))];
    }

    /// <summary>The answers cached for a name.</summary>
    public static IReadOnlyList<CacheEntryModel> Cached(Daemon daemon, DomainName name)
    {
        var now = daemon.Clock.Now;
        return [.. daemon.Cache.Entries
            .Where(entry => entry.Key.Length > name.Length + AnswerKeyTail - 1 && NameOctets.EqualIgnoringCase(entry.Key[..name.Length], name.Octets))
            .Select(entry => Cached(entry, now))];
    }

    /// <summary>What is remembered of guarded names.</summary>
    public static IReadOnlyList<GuardEntryModel> Guarded(ImmutableArray<GuardEntry> entries) => [.. entries.Select(entry => new GuardEntryModel(
        entry.Name.ToString(),
        entry.Type.ToText(),
        entry.Rule?.ToString(),
        entry.HeldSince,
        entry.DeniedSince,
        entry.ReleasedBy.ToString(),
        entry.ReleasedAt,
        entry.RestoredGeneration,
        entry.LastReport,
        [.. entry.Generations.Select(generation => new GenerationModel(
            generation.Number,
            generation.Standing.ToString(),
            generation.Confirmation.ToString(),
            generation.ConfirmedAt,
            generation.FirstSeen,
            generation.LastSeen,
            generation.Operators,
            [.. generation.Addresses.Select(address => address.ToString())],
            generation.Records,
            generation.Signed))]))];

    // Behind the name a key has type, class and flags (AnswerKey).
    private const int AnswerKeyTail = 5;

    private static CacheEntryModel Cached(CachedAnswer entry, TimeSpan now)
    {
        var read = Message.TryRead(entry.Answer.Octets, out var message, out _, out _);
        var question = message?.Questions.FirstOrDefault();
        return new CacheEntryModel(
            question?.Name.ToString() ?? string.Empty,
            question?.Type.ToText() ?? string.Empty,
            entry.Answer.Kind.ToString(),
            entry.Answer.Provider,
            (entry.Key[(question?.Name.Length ?? 1) + 4] & AnswerKey.DnssecOk) != 0,
            Math.Round(entry.Age(now).TotalSeconds, 3),
            Math.Round(Math.Max(0, (entry.FreshUntil - now).TotalSeconds), 3),
            Math.Round(Math.Max(0, (entry.StaleUntil - now).TotalSeconds), 3),
            entry.Octets,
            read ? [.. message!.Answers.Concat(message.Authorities).Select(record => record.ToString())] : []);
    }
}
