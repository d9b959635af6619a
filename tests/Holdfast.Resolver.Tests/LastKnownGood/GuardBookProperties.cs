using CsCheck;
using Holdfast.Resolver.LastKnownGood;
using static Holdfast.Resolver.Tests.LastKnownGood.GuardWorld;

namespace Holdfast.Resolver.Tests.LastKnownGood;

/// <summary>
/// Whatever happens in whatever order: nothing is served past its bounds, and a live last known good answer never goes
/// unserved. The oracle remembers only when each answer was seen, when each address changed, and what was released.
/// </summary>
public sealed class GuardBookProperties
{
    private static readonly string[][] _answers = [["192.0.2.1"], ["192.0.2.2"], ["192.0.2.1", "192.0.2.3"], ["192.0.2.4", "192.0.2.5"]];

    private static readonly TimeSpan[] _steps =
        [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(20), TimeSpan.FromMinutes(11), TimeSpan.FromHours(6), TimeSpan.FromHours(23), TimeSpan.FromDays(3)];

    private static readonly TimeSpan _slack = Rule.ProofTtl + Rule.ProofTimeout;

    [Fact]
    public void Nothing_is_served_past_its_bounds_and_what_lives_is_served() =>
        Gen.Select(Gen.Int[0, 11], Gen.Int[0, 59]).Array[1, 60].Sample(events => new Story().Run(events), iter: 1_000, threads: 1);

    private sealed class Story
    {
        private readonly GuardWorld _world = new();
        private readonly Dictionary<int, DateTimeOffset> _seen = [];
        private readonly HashSet<int> _retired = [];
        private readonly Dictionary<string, (bool Alive, DateTimeOffset Since)> _addresses = [];
        private DateTimeOffset? _deniedSince;
        private DateTimeOffset? _releasedAt;

        private DateTimeOffset Now => _world.Time.GetUtcNow();

        public void Run((int What, int Choice)[] events)
        {
            foreach (var (what, choice) in events)
            {
                switch (what)
                {
                    case < 3:
                        See(choice % _answers.Length, choice % 3);
                        break;
                    case < 5:
                        Set($"192.0.2.{1 + (choice % 5)}", choice % 3 != 0);
                        break;
                    case < 8:
                        _world.Pass(_steps[choice % _steps.Length]);
                        break;
                    case 8 or 9:
                        Hold(allDeny: what == 8);
                        break;
                    case 10:
                        Release();
                        break;
                    default:
                        Restart(cleanly: choice % 2 == 0);
                        break;
                }
            }

            Hold(allDeny: false);
        }

        private void See(int answer, int @operator)
        {
            _world.Observe($"operator {@operator}", _answers[answer]);
            if (_releasedAt is { } released && _seen.ContainsKey(answer) && Now < released + TimeSpan.FromSeconds(60))
            {
                return;
            }

            _releasedAt = null;
            _deniedSince = null;
            _seen[answer] = Now;
            _retired.Remove(answer);
        }

        private void Set(string address, bool alive)
        {
            _world.Set(address, alive ? ProofOutcome.Alive : ProofOutcome.Refused);
            if (!_addresses.TryGetValue(address, out var before) || before.Alive != alive)
            {
                _addresses[address] = (alive, Now);
            }
        }

        private void Release()
        {
            _world.Book.Release(Api);
            if (_seen.Count > 0)
            {
                Retire();
            }
        }

        private void Retire()
        {
            _releasedAt = Now;
            _deniedSince = null;
            _retired.UnionWith(_seen.Keys);
        }

        private void Restart(bool cleanly)
        {
            _world.Book.WriteLog();
            _world.Restart(cleanly);
        }

        private void Hold(bool allDeny)
        {
            if (allDeny && _seen.Count > 0 && _releasedAt is null)
            {
                _deniedSince ??= Now;
                if (Now - _deniedSince >= Rule.ReleaseAfter)
                {
                    Retire();
                }
            }

            var at = Now;
            var held = _world.HoldAsync(allDeny ? AllDeny : AllSilent).Result;
            if (held.IsHeld)
            {
                Assert.Null(_releasedAt);
                Assert.Equal(Rule.ServeTtl, held.Answer.Ttl);
                Assert.NotNull(held.Answer.Note);
                var served = AddressesOf(held);
                Assert.All(served, address => Assert.Contains(_seen, pair =>
                    !_retired.Contains(pair.Key) && at - pair.Value <= Rule.MaxAge && _answers[pair.Key].Contains(address)));
                Assert.All(served, address => Assert.True(MayStillBeBelieved(address), $"{address} has been dead for longer than a proof is believed"));
            }
            else
            {
                // A restart forgets sightings of the last minute (the log's granularity).
                var certain = _seen.Where(pair => !_retired.Contains(pair.Key)
                    && at - pair.Value <= Rule.MaxAge - TimeSpan.FromMinutes(2)
                    && _answers[pair.Key].All(address => _addresses.TryGetValue(address, out var is_) && is_.Alive && at - is_.Since > _slack));
                Assert.True(_releasedAt is not null || !certain.Any(), $"{held.Outcome}: {held.Reason}, though a live answer is known");
            }
        }

        private bool MayStillBeBelieved(string address) =>
            _addresses.TryGetValue(address, out var state) && (state.Alive || Now - state.Since <= _slack);
    }
}
