using System.Collections.Immutable;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Names;
using Holdfast.Wire.Records;

namespace Holdfast.Resolver.LastKnownGood;

public sealed partial class GuardBook
{
    /// <summary>Honours an intended deletion from now on, until an operator gives the name an answer anew.</summary>
    /// <param name="name">The name.</param>
    /// <param name="type">The type; null for all types that are remembered of it.</param>
    /// <returns>False when nothing is remembered of the name.</returns>
    public bool Release(DomainName name, RecordType? type = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        var decisions = new List<Decision>();
        lock (_gate)
        {
            foreach (var state in StatesOf(name, type))
            {
                decisions.Add(GuardDecisions.Release(state, ReleasedBy.Hand, WallNow));
                Apply(decisions[^1]);
            }
        }

        decisions.ForEach(Tell);
        return decisions.Count > 0;
    }

    /// <summary>Serves one earlier answer in place of any other, within its bounds and proved alive, until the name is released.</summary>
    /// <param name="name">The name.</param>
    /// <param name="type">The type.</param>
    /// <param name="generation">The answer's number, as <see cref="History"/> has it.</param>
    /// <returns>False when there is no such answer.</returns>
    public bool Restore(DomainName name, RecordType type, uint generation)
    {
        ArgumentNullException.ThrowIfNull(name);
        Decision? decision;
        lock (_gate)
        {
            decision = _states.TryGetValue(new GuardKey(name, type), out var state)
                ? GuardDecisions.Restore(state, generation, WallNow)
                : null;
            Apply(decision ?? default);
        }

        if (decision is null)
        {
            return false;
        }

        Tell(decision.Value);
        Restored?.Invoke(name);
        return true;
    }

    /// <summary>All that is remembered, by name and type.</summary>
    public ImmutableArray<GuardEntry> List() =>
        [.. _states.Values.OrderBy(state => state.Key.Name).ThenBy(state => state.Key.Type).Select(Describe)];

    /// <summary>All that is remembered of a name, by type; empty for nothing.</summary>
    public ImmutableArray<GuardEntry> History(DomainName name) =>
        [.. StatesOf(name, null).OrderBy(state => state.Key.Type).Select(Describe)];

    /// <summary>Listed names and types that no operator gave an answer to for a while, the longest unseen first. Wildcards list nothing.</summary>
    /// <param name="age">How long a while is.</param>
    public ImmutableArray<Question> NotSeenFor(TimeSpan age)
    {
        var states = _states;
        var since = WallNow - age;
        return
        [
            .. _names.Rules.Where(rule => !rule.Name.IsWildcard)
                .SelectMany(rule => rule.Types, (rule, type) => (rule.Name, Type: type))
                .Select(listed => (Question: new Question(listed.Name, listed.Type), states.GetValueOrDefault(new GuardKey(listed.Name, listed.Type))?.LastSeen))
                .Where(listed => listed.LastSeen is not { } seen || seen <= since)
                .OrderBy(listed => listed.LastSeen)
                .Select(listed => listed.Question),
        ];
    }

    private GuardState[] StatesOf(DomainName name, RecordType? type) =>
        [.. _states.Values.Where(state => state.Key.Name == name && (type is null || state.Key.Type == type))];

    private GuardEntry Describe(GuardState state) => new(
        state.Key.Name,
        state.Key.Type,
        _names.TryFind(state.Key.Name, state.Key.Type, out var rule) ? rule.Name : null,
        state.HeldSince,
        state.DeniedSince,
        state.ReleasedBy,
        state.ReleasedAt,
        state.RestoredNumber == 0 ? null : state.RestoredNumber,
        state.RestoredAt,
        _reports.LastOf(state.Key),
        [.. state.Generations.Select(Describe)]);

    private static GuardGeneration Describe(Generation generation) => new(
        generation.Number,
        generation.Standing,
        generation.Confirmation,
        generation.ConfirmedAt,
        generation.FirstSeen,
        generation.LastSeen,
        generation.Operators,
        generation.Addresses,
        [.. generation.Message.Answers.Select(record => record.ToString())],
        generation.Signed);
}
