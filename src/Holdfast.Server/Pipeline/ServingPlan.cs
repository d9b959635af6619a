using System.Collections.Immutable;
using Holdfast.Server.Admission;
using Holdfast.Server.Zones;

namespace Holdfast.Server.Pipeline;

/// <summary>All that a query is judged and answered by, apart from the cache. Immutable: a reload swaps the whole.</summary>
/// <param name="Options">The options.</param>
/// <param name="Clients">Whom the server answers.</param>
/// <param name="Resolved">For whom other people's names are resolved; null for all clients.</param>
/// <param name="Limiter">How much each client asked.</param>
/// <param name="Zones">Names of our own, first come first served.</param>
/// <param name="Finisher">How responses are written.</param>
internal sealed record ServingPlan(
    ServerOptions Options,
    AddressPrefix[] Clients,
    AddressPrefix[]? Resolved,
    RateLimiter Limiter,
    IZoneSource[] Zones,
    ResponseFinisher Finisher)
{
    /// <summary>Puts a plan together.</summary>
    /// <param name="options">Sound options.</param>
    /// <param name="before">The plan before, whose count of what each client asked goes on if its limits stay; null for none.</param>
    /// <param name="cookies">The server's cookies.</param>
    /// <param name="hosts">Names from hosts files.</param>
    /// <param name="zones">Other names of our own; they go first.</param>
    /// <param name="time">Wall time, for cookies.</param>
    public static ServingPlan Create(
        ServerOptions options,
        ServingPlan? before,
        ServerCookies cookies,
        HostsZone hosts,
        ImmutableArray<IZoneSource> zones,
        TimeProvider time) => new(
        options,
        [.. options.AllowedClients],
        options.ResolvedClients is { } resolved ? [.. resolved] : null,
        before?.Options.RateLimit == options.RateLimit ? before.Limiter : new RateLimiter(options.RateLimit),
        [.. zones, .. hosts.Count > 0 ? new IZoneSource[] { hosts } : [], new SpecialNames(options.PassedOnNames)],
        new ResponseFinisher(options, cookies, time));

    /// <summary>Whether the client may ask here. Hot path.</summary>
    public bool Admits(ClientAddress client) => Holds(Clients, client);

    /// <summary>Whether other people's names are resolved for a client that may ask here. Hot path.</summary>
    public bool Resolves(ClientAddress client) => Resolved is null || Holds(Resolved, client);

    private static bool Holds(AddressPrefix[] prefixes, ClientAddress client)
    {
        foreach (var prefix in prefixes)
        {
            if (prefix.Contains(client))
            {
                return true;
            }
        }

        return false;
    }
}
