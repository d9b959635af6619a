using System.Globalization;
using System.Text;
using Holdfast.Endpoints.Observing;
using Holdfast.Endpoints.Publishing;
using Holdfast.Wire.Names;

namespace Holdfast.Endpoints.Planning;

/// <summary>Why a name's addresses are what they are, in words: what <c>holdfast endpoints explain</c> prints. Pure.</summary>
public static class PlanExplanation
{
    /// <summary>Explains.</summary>
    /// <param name="name">The name.</param>
    /// <param name="state">What the store holds about it.</param>
    /// <param name="verdict">What this enactor thinks of the members at this moment; null when it does not keep the pool.</param>
    /// <param name="now">When.</param>
    public static string Write(DomainName name, PublishedState state, PoolVerdict? verdict, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        var text = new StringBuilder();
        WriteHead(text, name, state, now);
        if (state.Plan is { } plan)
        {
            foreach (var zone in plan.Members.GroupBy(member => (member.Region, member.Zone)))
            {
                Line(text, $"{Place(zone.Key.Region, zone.Key.Zone)}");
                foreach (var member in zone)
                {
                    Line(text, $"  {Word(member.Role),-7} {member.Address,-15} weight {member.Weight,-4} {member.Reason}");
                }
            }

            WriteDifference(text, plan, verdict);
        }

        if (verdict?.SuspectedSince is { } since)
        {
            Line(text, $"the observers are doubted for {Span(now - since)}: too much fails together, so the last plan stands");
        }

        if (state.Freeze is { } freeze)
        {
            Line(text, $"frozen by {freeze.By} for {Span(now - freeze.At)}: {freeze.Why}");
        }

        if (state.FreezeOfAll is { } all)
        {
            Line(text, $"all names are frozen by {all.By} for {Span(now - all.At)}: {all.Why}");
        }

        if (state.Refused is { } refused)
        {
            Line(text, $"generation {refused.Plan.Generation} by {refused.Plan.By} was refused {Span(now - refused.Plan.At)} ago: {refused.Refusal.Text}");
            Line(text, $"  it would have served {string.Join(", ", refused.Plan.Serving.Select(member => member.Address.ToString()).DefaultIfEmpty("nothing"))}");
            Line(text, refused.Refusal.MayBeForced ? $"  a person may publish it once: holdfast endpoints force {name}" : (FormattableString)$"  nobody can force it");
        }

        return text.ToString();
    }

    private static void WriteHead(StringBuilder text, DomainName name, PublishedState state, DateTimeOffset now)
    {
        if (state.Plan is not { } plan)
        {
            Line(text, state.PlanFault is { } fault ? $"{name} has a plan that cannot be read: {fault}" : (FormattableString)$"{name} has no plan yet");
            return;
        }

        var how = plan.Origin switch
        {
            PlanOrigin.Forced => "forced",
            PlanOrigin.RolledBack => "rolled back",
            _ => "planned",
        };
        Line(text, $"{name} generation {plan.Generation}, {how} by {plan.By} {Span(now - plan.At)} ago, follows {(plan.Basis == Generation.None ? "nothing" : plan.Basis)}");
        if (plan.Note.Length > 0)
        {
            Line(text, $"{plan.Note}");
        }

        var policy = plan.Policy switch
        {
            PlanPolicyKind.Failover => $"failover: region {plan.ActiveRegion} serves",
            PlanPolicyKind.ZoneAffine => string.Create(CultureInfo.InvariantCulture, $"zone-affine: {plan.Subnets.Length} subnets have a zone of their own, others get all addresses"),
            PlanPolicyKind.Weighted => "weighted: all healthy members by their weights",
            _ => "all healthy members alike",
        };
        Line(text, $"{policy}; TTL {plan.Ttl.TotalSeconds:0} s; {plan.Serving.Count()} of {plan.Members.Length} members serve");
    }

    // What is seen now and not published: held, on its way, or kept up by something said below.
    private static void WriteDifference(StringBuilder text, EndpointPlan plan, PoolVerdict? verdict)
    {
        foreach (var member in verdict?.Members ?? [])
        {
            var planned = plan.Members.FirstOrDefault(one => one.Address.Equals(member.Address));
            if (planned is null || planned.IsUp != member.IsUp || member.Reason is VerdictReason.Dwelling or VerdictReason.Suspected or VerdictReason.Limited)
            {
                Line(text, $"now     {member.Address,-15} {member.Text}");
            }
        }
    }

    private static string Word(MemberRole role) => role switch
    {
        MemberRole.Serving => "in",
        MemberRole.Standby => "standby",
        _ => "out",
    };

    private static string Place(string region, string zone) => (region.Length, zone.Length) switch
    {
        (0, 0) => "members",
        (0, _) => $"zone {zone}",
        (_, 0) => $"region {region}",
        _ => $"region {region}, zone {zone}",
    };

    private static string Span(TimeSpan span) => span < TimeSpan.Zero ? "0 s (the clocks differ)"
        : span.TotalSeconds < 120 ? string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0} s")
        : span.TotalMinutes < 120 ? string.Create(CultureInfo.InvariantCulture, $"{span.TotalMinutes:0} min")
        : span.TotalHours < 48 ? string.Create(CultureInfo.InvariantCulture, $"{span.TotalHours:0} h")
        : string.Create(CultureInfo.InvariantCulture, $"{span.TotalDays:0} days");

    private static void Line(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture).TrimEnd()).Append('\n');
}
