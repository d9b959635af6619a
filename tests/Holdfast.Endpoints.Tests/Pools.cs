using System.Collections.Immutable;
using System.Net;
using Holdfast.Endpoints.Observing;
using Holdfast.Endpoints.Planning;
using Holdfast.Wire.Names;

namespace Holdfast.Endpoints.Tests;

/// <summary>Pools, opinions and plans as tests need them.</summary>
internal static class Pools
{
    public static readonly DomainName Name = DomainName.Parse("api.example.com.");
    public static readonly DateTimeOffset Now = new(2025, 10, 20, 6, 48, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset LongAgo = Now - TimeSpan.FromHours(3);

    /// <summary>A pool of so many members, 192.0.2.1 and on, over three zones and two regions.</summary>
    public static PoolOptions Of(int members) => new()
    {
        Name = Name,
        Members = [.. Enumerable.Range(1, members).Select(n => new PoolMember { Address = Address(n), Zone = $"zone-{n % 3}", Region = n <= (members + 1) / 2 ? "west" : "east" })],
        Probes = [new ProbeOptions()],
    };

    public static IPAddress Address(int n) => IPAddress.Parse($"192.0.2.{n}");

    /// <summary>An observer that sees these members down and all others up.</summary>
    public static PoolOpinions Sees(PoolOptions pool, string observer, params int[] down) => new(
        observer,
        pool.Members.ToImmutableDictionary(member => member.Address, member => new MemberOpinion(down.Any(n => Address(n).Equals(member.Address)) ? Opinion.Down : Opinion.Up, "HTTP 503")));

    /// <summary>What is known of a pool that has been well for long.</summary>
    public static ImmutableDictionary<IPAddress, KnownHealth> AllUp(PoolOptions pool) =>
        pool.Members.ToImmutableDictionary(member => member.Address, _ => new KnownHealth(true, LongAgo));

    public static HealthEvidence Evidence(PoolOptions pool, params PoolOpinions[] opinions) =>
        new([.. opinions], ImmutableDictionary<IPAddress, NodeState>.Empty, AllUp(pool), [.. pool.Members.Select(member => member.Address)], null);

    /// <summary>The verdict of one observer that is believed at once.</summary>
    public static PoolVerdict Verdict(PoolOptions pool, params int[] down) => new(
        pool.Name,
        [.. pool.Members.Select(member => Array.Exists(down, n => Address(n).Equals(member.Address))
            ? new MemberVerdict(member, false, false, Now, VerdictReason.Failing, "seen to fail")
            : new MemberVerdict(member, true, member.IsDrained, LongAgo, VerdictReason.Healthy, "seen healthy"))],
        null,
        IsComplete: true);

    /// <summary>A generation in which these members are down.</summary>
    public static EndpointPlan Plan(PoolOptions pool, long generation, params int[] down)
    {
        var before = generation == 1 ? null : new EndpointPlan { Name = pool.Name, Generation = new Generation(generation - 1), By = "before", At = Now, Members = [] };
        return EndpointPlanner.Plan(pool, Verdict(pool, down), before, "test", Now).Plan!;
    }

    public static int[] Serving(EndpointPlan plan) => [.. plan.Serving.Select(member => (int)member.Address.GetAddressBytes()[3])];
}
