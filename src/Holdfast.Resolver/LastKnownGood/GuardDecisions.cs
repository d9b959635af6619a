using System.Collections.Immutable;
using System.Net;
using Holdfast.Resolver.Resolving;
using Holdfast.Wire.Names;
using Holdfast.Wire.Records;

namespace Holdfast.Resolver.LastKnownGood;

/// <summary>What a decision came to.</summary>
/// <param name="State">The state from now on.</param>
/// <param name="Save">Whether the log must know.</param>
/// <param name="Changes">What changed, for people.</param>
internal readonly record struct Decision(GuardState State, bool Save, ImmutableArray<(GuardChangeKind Kind, string Text)> Changes);

/// <summary>What may be held, before any proof.</summary>
/// <param name="Decision">The state from now on.</param>
/// <param name="Outcome"><see cref="HoldOutcome.Held"/> when there are generations to put to the proof, else why not.</param>
/// <param name="Reason">The same for people.</param>
/// <param name="Generations">What may be held, the best first.</param>
internal readonly record struct HoldPlan(
    Decision Decision, HoldOutcome Outcome, string Reason, ImmutableArray<Generation> Generations);

/// <summary>
/// Everything that is decided about guarded names: a state, an event and the time go in, a state comes out. In the order
/// of a name's life: its answers are observed, confirmed by proof, held when operators fail, released or restored by hand.
/// </summary>
internal static class GuardDecisions
{
    // A sighting is written only when it is this much newer than the last one written, so that a busy name with a short
    // TTL does not wear the log out. After a crash an answer counts as older by up to as much, which errs on the safe side.
    private static readonly TimeSpan _sightingGranularity = TimeSpan.FromMinutes(1);

    // Some zones sign anew for every query; a fresher signature is kept only when it lasts this much longer.
    private const int SignatureGranularitySeconds = 3600;

    // An answer that was good is believed without a proof for this long after an operator last gave it.
    private static readonly TimeSpan _lately = TimeSpan.FromMinutes(10);

    private const int MaxOperators = 8;

    /// <summary>An operator gave a positive answer that was believed.</summary>
    public static Decision Observe(GuardState state, GuardRule rule, Sighting sighting, string provider, DateTimeOffset now)
    {
        var known = state.Generations.FirstOrDefault(generation => generation.Fingerprint == sighting.Fingerprint);
        if (state.IsReleased && known is not null && now < state.ReleasedAt + known.Ttl)
        {
            // Some operator's cache still holds what was deleted on purpose: that must not undo the release.
            return new Decision(state, false, []);
        }

        var changes = ImmutableArray.CreateBuilder<(GuardChangeKind, string)>();
        var after = state;
        if (state.IsReleased)
        {
            after = after with { ReleasedBy = ReleasedBy.Nobody, ReleasedAt = null };
            changes.Add((GuardChangeKind.Rearmed, $"{provider} gives an answer again"));
        }

        if (state.HeldSince is { } since)
        {
            changes.Add((GuardChangeKind.HoldEnded, $"{provider} gives an answer again; held since {since:u}"));
        }

        Generation seen;
        if (known is null)
        {
            after = after with { LastNumber = after.LastNumber + 1 };
            seen = Begin(sighting, provider, after.LastNumber, now);
            changes.Add((GuardChangeKind.NewAnswer, $"from {provider}: {Describe(seen)}"));
        }
        else
        {
            seen = SeeAgain(known, sighting, provider, now, restart: known.Standing == Standing.Retired && state.RestoredNumber == 0);
        }

        seen = Confirm(seen, rule, now);
        if (seen.Standing == Standing.Good && known?.Standing != Standing.Good)
        {
            changes.Add((GuardChangeKind.BecameGood, $"{Describe(seen)}, confirmed by {seen.Confirmation}"));
        }

        var save = changes.Count > 0 || state.DeniedSince is not null || known is null
            || !ReferenceEquals(seen.Message, known.Message)
            || seen.Operators.Length != known.Operators.Length
            || seen.LastSeen - known.SavedSeen >= Granularity(rule);
        after = after with
        {
            DeniedSince = null,
            HeldSince = null,
            Generations = Arrange(state.Generations, save ? seen with { SavedSeen = seen.LastSeen } : seen, rule, state.RestoredNumber),
        };
        return new Decision(after, save, changes.DrainToImmutable());
    }

    /// <summary>The addresses of a generation were put to the proof.</summary>
    public static Decision Prove(GuardState state, uint number, bool alive, DateTimeOffset now)
    {
        var generation = state.Generations.FirstOrDefault(candidate => candidate.Number == number);
        if (generation is null || generation.Standing == Standing.Retired)
        {
            return new Decision(state, false, []);
        }

        var confirmed = alive && generation.Standing == Standing.Candidate;
        var after = generation with { FailedProof = !alive };
        if (confirmed)
        {
            after = after with { Standing = Standing.Good, Confirmation = Confirmation.Proof, ConfirmedAt = now };
        }

        return new Decision(
            state with { Generations = state.Generations.Replace(generation, after) },
            confirmed,
            confirmed ? [(GuardChangeKind.BecameGood, $"{Describe(after)}, confirmed by {after.Confirmation}")] : []);
    }

    /// <summary>No operator gave an answer: what may be held, before any proof?</summary>
    public static HoldPlan Plan(GuardState? state, GuardRule rule, IReadOnlyList<ProviderVerdict> verdicts, DateTimeOffset now)
    {
        if (state is null || state.Generations.IsEmpty)
        {
            return new HoldPlan(default, HoldOutcome.NothingKnown, "no operator ever gave an answer", []);
        }

        var unanimous = verdicts.Count > 0 && verdicts.All(verdict => verdict.IsDenial);
        var decision = new Decision(state, false, []);
        if (unanimous && !state.IsReleased && state.RestoredNumber == 0)
        {
            decision = state.DeniedSince is not { } since
                ? new Decision(state with { DeniedSince = now }, true, [])
                : now - since >= rule.ReleaseAfter
                    ? Release(state, ReleasedBy.Time, now)
                    : decision;
        }

        state = decision.State;
        if (state.IsReleased)
        {
            return new HoldPlan(
                decision, HoldOutcome.Released, $"released {(state.ReleasedBy == ReleasedBy.Hand ? "by hand" : "by time")} at {state.ReleasedAt:u}", []);
        }

        var standing = state.Generations.Where(generation => generation.Standing != Standing.Retired).ToArray();
        var recent = standing.Where(generation => Age(state, generation, now) <= rule.MaxAge).ToArray();
        var usable = recent.Where(generation => MayBeHeld(state, generation, rule, now))
            .OrderByDescending(generation => generation.Number == state.RestoredNumber)
            .ToImmutableArray();
        return !usable.IsEmpty ? new HoldPlan(decision, HoldOutcome.Held, "", usable)
            : standing.Length == 0 ? new HoldPlan(decision, HoldOutcome.NothingKnown, "every known answer was rolled back", [])
            : recent.Length == 0 ? new HoldPlan(decision, HoldOutcome.TooOld, $"the last known good answer is of {state.LastSeen:u}", [])
            : new HoldPlan(decision, HoldOutcome.Unconfirmed, $"the answer of {state.LastSeen:u} was never confirmed", []);
    }

    /// <summary>A generation is served from now on.</summary>
    public static Decision Hold(GuardState state, Generation generation, string verdicts, DateTimeOffset now) =>
        state.HeldSince is not null
            ? new Decision(state, false, [])
            : new Decision(
                state with { HeldSince = now },
                true,
                [(GuardChangeKind.HoldBegan, $"{Describe(generation)}, last seen {generation.LastSeen:u}; {verdicts}")]);

    /// <summary>Denials are honoured from now on, until an operator gives an answer that is no leftover in its cache.</summary>
    public static Decision Release(GuardState state, ReleasedBy by, DateTimeOffset now) => new(
        state with
        {
            ReleasedBy = by,
            ReleasedAt = now,
            DeniedSince = null,
            HeldSince = null,
            RestoredNumber = 0,
            RestoredAt = null,
            Generations = [.. state.Generations.Select(generation => generation with { Standing = Standing.Retired })],
        },
        true,
        [(GuardChangeKind.Released, by == ReleasedBy.Hand ? "by hand" : $"every operator has denied it since {state.DeniedSince:u}")]);

    /// <summary>One generation is served in place of any other answer, and all that came after it are retired. Null when there is no such one.</summary>
    public static Decision? Restore(GuardState state, uint number, DateTimeOffset now)
    {
        if (state.Generations.FirstOrDefault(generation => generation.Number == number) is not { } chosen)
        {
            return null;
        }

        var generations = state.Generations.Select(generation =>
            generation.Number == number
                ? generation with { Standing = Standing.Good, Confirmation = Confirmation.ByHand, ConfirmedAt = now, FailedProof = false }
                : generation.FirstSeen > chosen.FirstSeen ? generation with { Standing = Standing.Retired } : generation);
        return new Decision(
            state with
            {
                ReleasedBy = ReleasedBy.Nobody,
                ReleasedAt = null,
                DeniedSince = null,
                RestoredNumber = number,
                RestoredAt = now,
                Generations = [.. generations],
            },
            true,
            [(GuardChangeKind.Restored, Describe(chosen))]);
    }

    /// <summary>How old an answer is: since an operator last gave it or a person restored it.</summary>
    public static TimeSpan Age(GuardState state, Generation generation, DateTimeOffset now)
    {
        var since = generation.Number == state.RestoredNumber && state.RestoredAt > generation.LastSeen
            ? state.RestoredAt.Value
            : generation.LastSeen;
        return now > since ? now - since : TimeSpan.Zero;
    }

    /// <summary>
    /// Whether an answer agrees with what is known to be good, so that nothing needs to be proved: with the newest good
    /// answer, or with one that operators gave lately, as those of a rotating pool. One that was good long ago may come
    /// from an obsolete plan, and is weighed.
    /// </summary>
    public static bool IsKnown(GuardState state, GuardRule rule, Sighting sighting, DateTimeOffset now)
    {
        var good = GoodOf(state, rule, now).ToArray();
        return good.Any(generation =>
            !generation.FailedProof
            && (generation == good[0] || now - generation.LastSeen <= _lately)
            && (generation.Fingerprint == sighting.Fingerprint || generation.Addresses.Intersect(sighting.Addresses).Any()));
    }

    /// <summary>What is good and within its bounds, the one last seen first.</summary>
    public static IEnumerable<Generation> GoodOf(GuardState state, GuardRule rule, DateTimeOffset now) =>
        state.Generations.Where(generation => generation.Standing == Standing.Good && Age(state, generation, now) <= rule.MaxAge);

    /// <summary>
    /// Which generations may be served together with the chosen one: those that operators gave at about the same time, by
    /// the same aliases. They are one rotating pool, or several operators' views of it, and one address of a hundred should
    /// not bear everybody's load for hours. What a person restored is served alone.
    /// </summary>
    public static IEnumerable<Generation> PoolOf(GuardState state, Generation chosen, IEnumerable<Generation> usable) =>
        state.RestoredNumber != 0 ? [] : usable.Where(generation =>
            generation.Number != chosen.Number
            && !generation.Addresses.IsEmpty
            && (chosen.LastSeen - generation.LastSeen).Duration() <= _lately
            && AliasesOf(generation).SequenceEqual(AliasesOf(chosen)));

    /// <summary>A generation in few words.</summary>
    public static string Describe(Generation generation) => generation.Addresses.IsEmpty
        ? $"generation {generation.Number}"
        : $"generation {generation.Number} ({Describe(generation.Addresses)})";

    /// <summary>Addresses in few words.</summary>
    public static string Describe(ImmutableArray<IPAddress> addresses) => addresses.Length <= 4
        ? string.Join(", ", addresses)
        : $"{string.Join(", ", addresses.Take(3))} and {addresses.Length - 3} more";

    private static IEnumerable<(DomainName, RecordData)> AliasesOf(Generation generation) => generation.Message.Answers
        .Where(record => record.Type is RecordType.CNAME or RecordType.DNAME)
        .Select(record => (record.Name, record.Data));

    // A candidate with addresses may be held too: the proof that must precede it is a confirmation. Without addresses there
    // is no proof, so it must be good already, or have stood for the soak time until the first denial.
    private static bool MayBeHeld(GuardState state, Generation generation, GuardRule rule, DateTimeOffset now) =>
        generation.Standing == Standing.Good
        || !generation.Addresses.IsEmpty
        || StoodUntil(generation, state.DeniedSince ?? now) - generation.FirstSeen >= rule.SoakTime;

    // An operator vouches for an answer for its TTL.
    private static DateTimeOffset StoodUntil(Generation generation, DateTimeOffset now) =>
        generation.LastSeen + generation.Ttl is var vouched && vouched < now ? vouched : now;

    private static Generation Confirm(Generation generation, GuardRule rule, DateTimeOffset now)
    {
        var confirmation = generation.Standing != Standing.Candidate ? Confirmation.None
            : generation.Operators.Length > 1 ? Confirmation.SecondOperator
            : !generation.FailedProof && now - generation.FirstSeen >= rule.SoakTime ? Confirmation.SoakTime
            : Confirmation.None;
        return confirmation == Confirmation.None
            ? generation
            : generation with { Standing = Standing.Good, Confirmation = confirmation, ConfirmedAt = now };
    }

    private static Generation Begin(Sighting sighting, string provider, uint number, DateTimeOffset now) => new()
    {
        Number = number,
        Message = sighting.Message,
        Fingerprint = sighting.Fingerprint,
        Addresses = sighting.Addresses,
        Signed = sighting.Signed,
        Ttl = sighting.Ttl,
        FirstSeen = now,
        LastSeen = now,
        Operators = [provider],
    };

    private static Generation SeeAgain(Generation known, Sighting sighting, string provider, DateTimeOffset now, bool restart)
    {
        var seen = known with
        {
            LastSeen = now > known.LastSeen ? now : known.LastSeen,
            Ttl = sighting.Ttl > known.Ttl ? sighting.Ttl : known.Ttl,
            Operators = known.Operators.Contains(provider) || known.Operators.Length >= MaxOperators
                ? known.Operators
                : known.Operators.Add(provider),
        };
        if (IsFresherSigned(known, sighting))
        {
            seen = seen with { Message = sighting.Message, Signed = true };
        }

        return !restart ? seen : seen with
        {
            Standing = Standing.Candidate,
            Confirmation = Confirmation.None,
            ConfirmedAt = null,
            FailedProof = false,
            FirstSeen = now,
            Operators = [provider],
        };
    }

    private static bool IsFresherSigned(Generation known, Sighting sighting)
    {
        if (!sighting.Signed || !known.Signed)
        {
            return sighting.Signed;
        }

        return SignatureTimes.EarliestExpiration(sighting.Message) is { } fresh
            && SignatureTimes.EarliestExpiration(known.Message) is { } kept
            && SignatureTimes.IsAfter(fresh, unchecked(kept + SignatureGranularitySeconds));
    }

    // The last seen first; what exceeds the rule's count goes, the least trusted and then the oldest of it first.
    private static ImmutableArray<Generation> Arrange(
        ImmutableArray<Generation> generations, Generation seen, GuardRule rule, uint restored)
    {
        var all = generations.Where(generation => generation.Number != seen.Number).Prepend(seen)
            .OrderByDescending(generation => generation.LastSeen).ToList();
        while (all.Count > rule.Generations)
        {
            var least = all.Skip(1).Where(generation => generation.Number != restored)
                .OrderBy(generation => generation.Standing == Standing.Good).ThenBy(generation => generation.LastSeen)
                .FirstOrDefault();
            if (least is null)
            {
                break;
            }

            all.Remove(least);
        }

        return [.. all];
    }

    private static TimeSpan Granularity(GuardRule rule) =>
        rule.MaxAge / 10 is var tenth && tenth < _sightingGranularity ? tenth : _sightingGranularity;
}
