using System.Collections.Immutable;
using System.Globalization;
using System.Net;

namespace Holdfast.Endpoints.Observing;

/// <summary>A member's health as it was last published or judged.</summary>
/// <param name="IsUp">Whether it counted as healthy.</param>
/// <param name="Since">Since when.</param>
public readonly record struct KnownHealth(bool IsUp, DateTimeOffset Since)
{
    /// <summary>Of a member that was never seen healthy: long ago, so that it neither dwells nor counts as taken out.</summary>
    public static KnownHealth Never { get; } = new(false, DateTimeOffset.UnixEpoch);
}

/// <summary>What is known when a pool is judged.</summary>
/// <param name="Opinions">Of each observer that reports; each once.</param>
/// <param name="Nodes">What the nodes say of themselves; one that is not in it is silent.</param>
/// <param name="Known">Each member's health before. It is what all enactors share, so that they agree on what comes next.</param>
/// <param name="Serving">Who serves by the published plan.</param>
/// <param name="SuspectedSince">Since when the observers are doubted; null when they are not.</param>
public sealed record HealthEvidence(
    ImmutableArray<PoolOpinions> Opinions,
    ImmutableDictionary<IPAddress, NodeState> Nodes,
    ImmutableDictionary<IPAddress, KnownHealth> Known,
    ImmutableHashSet<IPAddress> Serving,
    DateTimeOffset? SuspectedSince);

/// <summary>
/// Decides which members are healthy. Pure: the same evidence and <c>now</c> give the same verdict. In order: what do the
/// observers say; may it change yet; does too much fail together to be believed; may as much be taken out so fast.
/// </summary>
public static class HealthJudge
{
    /// <summary>Judges a pool.</summary>
    public static PoolVerdict Judge(PoolOptions pool, HealthEvidence evidence, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentNullException.ThrowIfNull(evidence);
        var verdicts = new MemberVerdict[pool.Members.Length];
        var falling = new List<int>();
        var complete = true;
        for (var i = 0; i < verdicts.Length; i++)
        {
            var member = pool.Members[i];
            var seen = Look(pool, member, evidence);
            KnownHealth? known = evidence.Known.TryGetValue(member.Address, out var before) ? before : null;
            complete &= known is not null || seen.Opinion != Opinion.Unknown;
            (verdicts[i], var falls) = JudgeMember(pool, member, seen, known, now);
            verdicts[i] = Drain(verdicts[i], evidence);
            if (falls)
            {
                falling.Add(i);
            }
        }

        var suspected = Suspect(pool.Health, verdicts, falling, evidence, now);
        if (suspected is { } since && !Elapsed(since, now, pool.Health.SuspicionHold))
        {
            falling.ForEach(i => verdicts[i] = verdicts[i] with { Reason = VerdictReason.Suspected, Text = $"held: too much fails together, so the observers are doubted since {Time(since)} ({verdicts[i].Text})" });
        }
        else
        {
            TakeOut(pool, verdicts, falling, evidence.Serving, now);
        }

        return new PoolVerdict(pool.Name, [.. verdicts], suspected, complete);
    }

    /// <summary>The verdict while a person keeps the name as it is: what was known, whatever is seen.</summary>
    public static PoolVerdict Freeze(PoolVerdict verdict, ImmutableDictionary<IPAddress, KnownHealth> known, string why)
    {
        ArgumentNullException.ThrowIfNull(verdict);
        return verdict with
        {
            Members = [.. verdict.Members.Select(member => known.TryGetValue(member.Address, out var before)
                ? member with { IsUp = before.IsUp, Since = before.Since, Reason = VerdictReason.Frozen, Text = $"frozen by {why}" }
                : member)],
        };
    }

    // 1. What do the observers say? Enough of those that report must agree; a node's own word counts for itself.
    private static (Opinion Opinion, string Text) Look(PoolOptions pool, PoolMember member, HealthEvidence evidence)
    {
        var (up, down, detail) = (0, 0, (string?)null);
        foreach (var opinions in evidence.Opinions)
        {
            var opinion = opinions.Of(member.Address);
            up += opinion.Opinion == Opinion.Up ? 1 : 0;
            down += opinion.Opinion == Opinion.Down ? 1 : 0;
            detail ??= opinion.Detail;
        }

        switch (evidence.Nodes.GetValueOrDefault(member.Address))
        {
            case NodeState.Unwell:
                return (Opinion.Down, "it reports itself unwell");
            case NodeState.Silent when pool.RequiresReports:
                return (Opinion.Down, "it makes no reports");
            case NodeState.Serving or NodeState.Draining when pool.Probes.IsEmpty:
                return (Opinion.Up, "it reports itself well");
        }

        var observers = evidence.Opinions.Length;
        var needed = Math.Max(1, Math.Min(pool.Health.Quorum, observers));
        return down >= needed && down > up ? (Opinion.Down, Count(down, observers, $" see it fail: {detail}"))
            : up >= needed && up > down ? (Opinion.Up, Count(up, observers, " see it healthy"))
            : (Opinion.Unknown, Count(up + down, observers, " have an opinion, and do not agree enough"));
    }

    // 2. May it change yet? What changed a short while ago stays.
    private static (MemberVerdict Verdict, bool Falls) JudgeMember(
        PoolOptions pool, PoolMember member, (Opinion Opinion, string Text) seen, KnownHealth? known, DateTimeOffset now)
    {
        var before = known ?? KnownHealth.Never;
        var staying = before == KnownHealth.Never
            ? new MemberVerdict(member, false, false, before.Since, VerdictReason.New, $"not yet seen healthy: {seen.Text}")
            : new MemberVerdict(member, before.IsUp, false, before.Since, before.IsUp ? VerdictReason.Healthy : VerdictReason.Failing, seen.Text);
        var changes = seen.Opinion == (before.IsUp ? Opinion.Down : Opinion.Up);
        var dwell = before.IsUp ? pool.Health.MinUp : pool.Health.MinDown;
        if (changes && !Elapsed(before.Since, now, dwell))
        {
            return (staying with { Reason = VerdictReason.Dwelling, Text = $"held: it changed at {Time(before.Since)}, less than {dwell:g} ago ({seen.Text})" }, false);
        }

        return changes && !before.IsUp
            ? (new MemberVerdict(member, true, false, now, VerdictReason.Healthy, seen.Text), false)
            : (staying, changes);
    }

    // Draining is intent, not failure: neither doubted nor limited here; the guard still bounds it.
    private static MemberVerdict Drain(MemberVerdict verdict, HealthEvidence evidence) =>
        verdict.Member.IsDrained ? verdict with { IsDraining = true, Reason = VerdictReason.Draining, Text = "drained by a person" }
        : evidence.Nodes.GetValueOrDefault(verdict.Address) == NodeState.Draining ? verdict with { IsDraining = true, Reason = VerdictReason.Draining, Text = "it reports itself draining" }
        : verdict;

    // 3. Does too much fail together to be believed? Once doubted, until it is no longer so much.
    private static DateTimeOffset? Suspect(HealthPolicy health, MemberVerdict[] verdicts, List<int> falling, HealthEvidence evidence, DateTimeOffset now)
    {
        var up = verdicts.Where(verdict => verdict.IsUp).Sum(verdict => verdict.Member.Weight);
        var failing = falling.Sum(i => verdicts[i].Member.Weight);
        return falling.Count >= 2 && failing >= health.SuspicionShare * up ? evidence.SuspectedSince ?? now : null;
    }

    // 4. May as much be taken out so fast? What fell within the window counts, whoever took it out. Of those that serve no more
    // go at once than the guard lets pass, who were removed or drained included: a plan that is refused would take out nobody.
    private static void TakeOut(PoolOptions pool, MemberVerdict[] verdicts, List<int> falling, ImmutableHashSet<IPAddress> serving, DateTimeOffset now)
    {
        var health = pool.Health;
        var allowed = health.VelocityShare * verdicts.Sum(verdict => verdict.Member.Weight);
        var taken = verdicts.Where(verdict => !verdict.IsUp && !Elapsed(verdict.Since, now, health.VelocityWindow)).Sum(verdict => verdict.Member.Weight);
        var atOnce = pool.Guard.MostLost(serving.Count) - serving.Except(verdicts.Where(verdict => verdict.MayServe).Select(verdict => verdict.Address)).Count;
        foreach (var i in falling)
        {
            var weight = verdicts[i].Member.Weight;
            var serves = verdicts[i].MayServe && serving.Contains(verdicts[i].Address);
            if ((taken == 0 || taken + weight <= allowed) && (!serves || atOnce-- > 0))
            {
                taken += weight;
                verdicts[i] = verdicts[i] with { IsUp = false, Since = now, Reason = verdicts[i].IsDraining ? VerdictReason.Draining : VerdictReason.Failing };
            }
            else
            {
                verdicts[i] = verdicts[i] with { Reason = VerdictReason.Limited, Text = $"held: enough was taken out within {health.VelocityWindow:g} ({verdicts[i].Text})" };
            }
        }
    }

    // Clocks differ and jump: a moment further in the future than the span says nothing, and must not hold for ever.
    private static bool Elapsed(DateTimeOffset since, DateTimeOffset now, TimeSpan span) => (now - since).Duration() >= span;

    private static string Count(int some, int all, string text) => string.Create(CultureInfo.InvariantCulture, $"{some} of {all} observers{text}");

    private static string Time(DateTimeOffset at) => at.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
