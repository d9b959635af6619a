using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using Holdfast.Endpoints.Observing;

namespace Holdfast.Endpoints.Planning;

/// <summary>
/// Makes a pool's next plan. Pure: the same pool, verdict, last plan and <c>now</c> give the same plan. It never proposes an
/// empty one: where nobody can serve, the last plan stands and the proposal says why.
/// </summary>
public static class EndpointPlanner
{
    /// <summary>Plans.</summary>
    /// <param name="pool">The pool as this enactor knows it.</param>
    /// <param name="verdict">Its members' health.</param>
    /// <param name="current">The published plan, which the new one follows; null when there is none.</param>
    /// <param name="by">Who plans.</param>
    /// <param name="now">When.</param>
    public static PlanProposal Plan(PoolOptions pool, PoolVerdict verdict, EndpointPlan? current, string by, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentNullException.ThrowIfNull(verdict);
        if (verdict.Members.IsEmpty)
        {
            return Stands("the pool has no members");
        }

        if (current is null && !verdict.IsComplete)
        {
            return Stands("not every member has been observed yet, and there is no plan to go by");
        }

        ImmutableArray<MemberVerdict> able = [.. verdict.Members.Where(member => member.MayServe)];
        if (able.IsEmpty)
        {
            return Stands(verdict.Members.Any(member => member.IsUp) ? "every healthy member is draining" : "no member is healthy");
        }

        var region = pool.Policy.Kind == PlanPolicyKind.Failover ? RegionChoice.Choose(pool, able, current, now) : "";
        var plan = new EndpointPlan
        {
            Name = pool.Name,
            Generation = (current?.Generation ?? Generation.None).Next,
            Edition = pool.Edition,
            By = by,
            At = now,
            Policy = pool.Policy.Kind,
            ActiveRegion = region,
            Ttl = pool.Policy.Ttl,
            Subnets = pool.Policy.Kind == PlanPolicyKind.ZoneAffine ? pool.Policy.Subnets : [],
            Members = [.. verdict.Members.Select(member => Planned(pool, member, region)).OrderBy(member => member.Address, AddressOrder.Instance)],
        };
        var suspicion = verdict.SuspectedSince is { } since
            ? string.Create(CultureInfo.InvariantCulture, $"the observers are doubted since {since:yyyy-MM-dd HH:mm:ss'Z'}: too much fails together")
            : "";
        return current is not null && plan.SaysTheSame(current)
            ? new PlanProposal(suspicion.Length > 0 ? ProposalKind.Stands : ProposalKind.Same, null, suspicion)
            : new PlanProposal(ProposalKind.Change, plan, suspicion);
    }

    private static PlannedMember Planned(PoolOptions pool, MemberVerdict verdict, string region)
    {
        var member = verdict.Member;
        var standby = verdict.MayServe && pool.Policy.Kind == PlanPolicyKind.Failover && member.Region != region;
        return new PlannedMember(
            member.Address,
            member.Zone,
            member.Region,
            pool.Policy.Kind == PlanPolicyKind.AllHealthy ? 1 : member.Weight,
            standby ? MemberRole.Standby : verdict.MayServe ? MemberRole.Serving : MemberRole.Out,
            verdict.IsUp,
            verdict.Since,
            standby ? $"region {region} serves ({verdict.Text})" : verdict.Text);
    }

    private static PlanProposal Stands(string why) => new(ProposalKind.Stands, null, why);

    private sealed class AddressOrder : IComparer<IPAddress>
    {
        public static AddressOrder Instance { get; } = new();

        public int Compare(IPAddress? x, IPAddress? y)
        {
            Span<byte> left = stackalloc byte[16], right = stackalloc byte[16];
            x!.TryWriteBytes(left, out var leftLength);
            y!.TryWriteBytes(right, out var rightLength);
            return leftLength != rightLength ? leftLength - rightLength : left[..leftLength].SequenceCompareTo(right[..rightLength]);
        }
    }
}
