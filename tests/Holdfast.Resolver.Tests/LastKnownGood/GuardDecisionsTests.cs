using Holdfast.Resolver.LastKnownGood;
using static Holdfast.Resolver.Tests.LastKnownGood.GuardWorld;

namespace Holdfast.Resolver.Tests.LastKnownGood;

public sealed class GuardDecisionsTests
{
    private static readonly DateTimeOffset _start = new(2026, 10, 20, 6, 48, 0, TimeSpan.Zero);

    // Letters are answers, digits operators: "a1" is answer a by operator 1; "+10m" lets time pass; "p" proves the answer
    // last seen and "f" fails its proof; "x" is a denial by all, "s" silence; "r" a release by hand; "R1" restores
    // generation 1. At the end: generations, the one last seen first, as answer, standing and what made it good.
    [Theory]
    [InlineData("a1", "a:Candidate:None")]
    [InlineData("a1 a1", "a:Candidate:None")]
    [InlineData("a1 a2", "a:Good:SecondOperator")]
    [InlineData("a1 p", "a:Good:Proof")]
    [InlineData("a1 f", "a:Candidate:None")]
    [InlineData("a1 f a2", "a:Good:SecondOperator")]
    [InlineData("a1 +9m a1", "a:Candidate:None")]
    [InlineData("a1 +10m a1", "a:Good:SoakTime")]
    [InlineData("a1 f +10m a1", "a:Candidate:None")]
    [InlineData("a1 f p", "a:Good:Proof")]
    [InlineData("a1 p f", "a:Good:Proof")]
    [InlineData("a1 a2 +1m b1", "b:Candidate:None a:Good:SecondOperator")]
    [InlineData("a1 a2 +1m b1 +1m a1", "a:Good:SecondOperator b:Candidate:None")]
    [InlineData("a1 p r", "a:Retired:Proof")]
    [InlineData("a1 p r +30s a1", "a:Retired:Proof")]
    [InlineData("a1 p r +61s a1", "a:Candidate:None")]
    [InlineData("a1 p r +61s a2", "a:Candidate:None")]
    [InlineData("a1 p r b1", "b:Candidate:None a:Retired:Proof")]
    [InlineData("a1 p +1m b1 p R1", "b:Retired:Proof a:Good:ByHand")]
    [InlineData("a1 p +1m b1 p R1 +1m b2", "b:Retired:Proof a:Good:ByHand")]
    [InlineData("a1 p +1m b1 p R1 r", "b:Retired:Proof a:Retired:ByHand")]
    [InlineData("a1 p x +25h x", "a:Retired:Proof")]
    [InlineData("a1 p x +12h a1 +13h x", "a:Good:Proof")]
    [InlineData("a1 p s +25h s", "a:Good:Proof")]
    [InlineData("a1 p x s +25h s", "a:Good:Proof")]
    public void A_story_ends_as_it_should(string story, string expected)
    {
        var state = Tell(story, Rule, out _);
        Assert.Equal(expected, string.Join(' ', state.Generations.Select(Summary)));
    }

    [Theory]
    [InlineData("a1 x", HoldOutcome.Held)]
    [InlineData("a1 +7d s", HoldOutcome.Held)]
    [InlineData("a1 +169h s", HoldOutcome.TooOld)]
    [InlineData("a1 r x", HoldOutcome.Released)]
    [InlineData("a1 x +24h x", HoldOutcome.Released)]
    [InlineData("a1 x +24h s", HoldOutcome.Held)]
    [InlineData("a1 p +6d R1 +6d x", HoldOutcome.Held)]
    [InlineData("a1 p R1 x +25h x", HoldOutcome.Held)]
    [InlineData("a1 p R1 +8d x", HoldOutcome.TooOld)]
    [InlineData("x", HoldOutcome.NothingKnown)]
    public void What_may_be_held_is_decided_so(string story, HoldOutcome expected)
    {
        Tell(story, Rule, out var outcome);
        Assert.Equal(expected, outcome);
    }

    [Fact]
    public void Answers_are_the_same_in_whatever_order_their_addresses_stand()
    {
        var one = Sighting.From(Answer("192.0.2.1", "192.0.2.2").Octets)!;
        var other = Sighting.From(Answer("192.0.2.2", "192.0.2.1", "192.0.2.2").Octets)!;
        Assert.Equal(one.Fingerprint, other.Fingerprint);
        Assert.NotEqual(one.Fingerprint, Sighting.From(Answer("192.0.2.1").Octets)!.Fingerprint);
    }

    [Fact]
    public void Good_answers_outlast_candidates_when_room_is_short()
    {
        var rule = Rule with { Generations = 3 };
        var state = Tell("a1 p +1m b1 +1m c1 +1m d1 +1m e1", rule, out _);
        Assert.Equal("e:Candidate:None d:Candidate:None a:Good:Proof", string.Join(' ', state.Generations.Select(Summary)));
        Assert.Equal(5u, state.LastNumber);
    }

    [Fact]
    public void Sightings_of_what_is_known_are_saved_once_a_minute()
    {
        var sighting = Sighting.From(Answer("192.0.2.1").Octets)!;
        var state = new GuardState { Key = new GuardKey(Api, Wire.Records.RecordType.A) };
        var saves = 0;
        for (var second = 0; second <= 600; second++)
        {
            var decision = GuardDecisions.Observe(state, Rule with { SoakTime = TimeSpan.FromDays(1) }, sighting, "quad9", _start.AddSeconds(second));
            state = decision.State;
            saves += decision.Save ? 1 : 0;
        }

        Assert.Equal(11, saves);
    }

    private static string Summary(Generation generation) =>
        $"{(char)('a' + generation.Addresses[0].GetAddressBytes()[3])}:{generation.Standing}:{generation.Confirmation}";

    private static GuardState Tell(string story, GuardRule rule, out HoldOutcome outcome)
    {
        var state = new GuardState { Key = new GuardKey(Api, Wire.Records.RecordType.A) };
        var now = _start;
        outcome = HoldOutcome.NotGuarded;
        foreach (var word in story.Split(' '))
        {
            switch (word[0])
            {
                case '+':
                    now += word[^1] switch
                    {
                        's' => TimeSpan.FromSeconds(int.Parse(word[1..^1], null)),
                        'm' => TimeSpan.FromMinutes(int.Parse(word[1..^1], null)),
                        'h' => TimeSpan.FromHours(int.Parse(word[1..^1], null)),
                        _ => TimeSpan.FromDays(int.Parse(word[1..^1], null)),
                    };
                    break;
                case 'p' or 'f':
                    state = GuardDecisions.Prove(state, state.Generations[0].Number, word[0] == 'p', now).State;
                    break;
                case 'x' or 's':
                    var plan = GuardDecisions.Plan(state, rule, word[0] == 'x' ? AllDeny : AllSilent, now);
                    state = plan.Decision.State ?? state;
                    outcome = plan.Outcome;
                    break;
                case 'r':
                    state = GuardDecisions.Release(state, ReleasedBy.Hand, now).State;
                    break;
                case 'R':
                    state = GuardDecisions.Restore(state, uint.Parse(word[1..], null), now)!.Value.State;
                    break;
                default:
                    var sighting = Sighting.From(Answer($"192.0.2.{word[0] - 'a'}").Octets)!;
                    state = GuardDecisions.Observe(state, rule, sighting, word[1..], now).State;
                    break;
            }
        }

        return state;
    }
}
