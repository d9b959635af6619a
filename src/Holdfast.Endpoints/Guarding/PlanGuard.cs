using System.Globalization;
using Holdfast.Endpoints.Planning;

namespace Holdfast.Endpoints.Guarding;

/// <summary>Why a plan is refused.</summary>
public enum RefusalReason
{
    /// <summary>It does not follow what is published, or comes from an older edition of the pool.</summary>
    NotNewer,

    /// <summary>It has no address. Nobody can force that.</summary>
    Empty,

    /// <summary>It takes away too much in too short a time.</summary>
    Shrinks,

    /// <summary>It holds an address outside the allowed prefixes.</summary>
    Foreign,

    /// <summary>It cannot be right: an address twice, a weight or a TTL out of range. Nobody can force that.</summary>
    Malformed,
}

/// <summary>That a plan is refused.</summary>
/// <param name="Reason">Why, in a word.</param>
/// <param name="Text">Why, for people, with what would be allowed.</param>
public sealed record PlanRefusal(RefusalReason Reason, string Text)
{
    /// <summary>Whether a person may publish the plan all the same.</summary>
    public bool MayBeForced => Reason is RefusalReason.Shrinks or RefusalReason.Foreign;
}

/// <summary>
/// Looks at a plan before it is published, and trusts nobody who made it: newer only, never empty, bounded shrink, no address
/// from elsewhere. Pure.
/// </summary>
public static class PlanGuard
{
    /// <summary>Examines a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="current">What is published; null when nothing is.</param>
    /// <param name="history">Earlier plans of the name, as many as are kept, in any order.</param>
    /// <param name="limits">What the pool allows.</param>
    /// <param name="now">When.</param>
    /// <returns>Why it is refused; null when it may be published.</returns>
    public static PlanRefusal? Examine(EndpointPlan plan, EndpointPlan? current, IEnumerable<EndpointPlan> history, GuardLimits limits, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(limits);
        return ExamineForm(plan)
            ?? ExamineOrder(plan, current)
            ?? ExaminePrefixes(plan, limits)
            ?? ExamineShrink(plan, current, history, limits, now);
    }

    /// <summary>Examines what not even a person may publish.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="current">What is published; null when nothing is.</param>
    public static PlanRefusal? ExamineForced(EndpointPlan plan, EndpointPlan? current)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return ExamineForm(plan) ?? ExamineOrder(plan, current);
    }

    private static PlanRefusal? ExamineForm(EndpointPlan plan)
    {
        if (!plan.Serving.Any())
        {
            return new PlanRefusal(RefusalReason.Empty, $"it would leave {plan.Name} without an address");
        }

        if (plan.Members.GroupBy(member => member.Address).FirstOrDefault(same => same.Skip(1).Any()) is { } twice)
        {
            return new PlanRefusal(RefusalReason.Malformed, $"{twice.Key} is in it twice");
        }

        if (plan.Members.FirstOrDefault(member => member.Weight is < 1 or > 1000) is { } odd)
        {
            return new PlanRefusal(RefusalReason.Malformed, string.Create(CultureInfo.InvariantCulture, $"{odd.Address} has the weight {odd.Weight}; allowed: 1 to 1000"));
        }

        return plan.Ttl < TimeSpan.FromSeconds(1) || plan.Ttl > TimeSpan.FromDays(1)
            ? new PlanRefusal(RefusalReason.Malformed, $"its TTL is {plan.Ttl:g}; allowed: 1 second to 1 day")
            : null;
    }

    private static PlanRefusal? ExamineOrder(EndpointPlan plan, EndpointPlan? current)
    {
        var published = current?.Generation ?? Generation.None;
        return plan.Generation != published.Next ? new PlanRefusal(RefusalReason.NotNewer, $"it is generation {plan.Generation}, {published} is published; allowed: {published.Next}")
            : current is not null && plan.Name != current.Name ? new PlanRefusal(RefusalReason.Malformed, $"it is a plan of {plan.Name}, not of {current.Name}")
            : plan.Edition < current?.Edition ? new PlanRefusal(RefusalReason.NotNewer, string.Create(CultureInfo.InvariantCulture, $"it comes from edition {plan.Edition} of the pool, {current.Edition} is published already"))
            : null;
    }

    private static PlanRefusal? ExaminePrefixes(EndpointPlan plan, GuardLimits limits) =>
        plan.Members.FirstOrDefault(member => member.Role != MemberRole.Out && !limits.Allows(member.Address)) is { } foreign
            ? new PlanRefusal(RefusalReason.Foreign, $"{foreign.Address} is outside what is allowed: {string.Join(", ", limits.AllowedPrefixes)}")
            : null;

    // Beside the published plan the largest of the window counts: many small steps are one large one. A failover goes to the
    // addresses that the other region has, so from then on that region's plans count.
    private static PlanRefusal? ExamineShrink(EndpointPlan plan, EndpointPlan? current, IEnumerable<EndpointPlan> history, GuardLimits limits, DateTimeOffset now)
    {
        if (current is null)
        {
            return null;
        }

        var (count, published) = (plan.Serving.Count(), current.Serving.Count());
        var largest = plan.ActiveRegion == current.ActiveRegion
            ? history.Where(earlier => earlier.ActiveRegion == plan.ActiveRegion && (now - earlier.At).Duration() < limits.ShrinkWindow)
                .Select(earlier => earlier.Serving.Count())
                .Append(published)
                .Max()
            : Math.Min(published, plan.Members.Count(member => member.Region == plan.ActiveRegion));
        var least = largest - limits.MostLost(largest);
        return count >= least || count >= published ? null : new PlanRefusal(
            RefusalReason.Shrinks,
            string.Create(CultureInfo.InvariantCulture, $"it would leave {count} of {largest} addresses within {limits.ShrinkWindow:g}; allowed: {least} or more"));
    }
}
