using Holdfast.Resolver.LastKnownGood;
using Holdfast.Resolver.Resolving;
using Holdfast.Wire.Edns;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Names;
using Holdfast.Wire.Records;
using static Holdfast.Resolver.Tests.LastKnownGood.GuardWorld;

namespace Holdfast.Resolver.Tests.LastKnownGood;

public sealed class GuardBookTests
{
    private readonly GuardWorld _world = new();

    [Fact]
    public async Task The_last_known_good_answer_is_held_when_every_operator_denies_the_name()
    {
        _world.Set("192.0.2.1", ProofOutcome.Alive);
        _world.Observe("quad9", "192.0.2.1");
        _world.Pass(TimeSpan.FromHours(1));

        var held = await _world.HoldAsync();

        Assert.Equal(["192.0.2.1"], AddressesOf(held));
        Assert.Equal(TimeSpan.FromHours(1), held.Age);
        Assert.Equal(TimeSpan.FromSeconds(5), held.Answer!.Ttl);
        Assert.Equal(ExtendedErrorCode.StaleAnswer, held.Answer.Note!.Code);
        Assert.Equal(
            "last known good of 2026-10-20 06:48:00Z, held since 2026-10-20 07:48:00Z; quad9: NODATA, cloudflare: NXDOMAIN",
            held.Answer.Note.Text);
    }

    [Fact]
    public async Task It_is_held_when_every_operator_is_silent() =>
        Assert.True((await SeenThenAsync(AllSilent)).IsHeld);

    [Fact]
    public async Task A_held_answer_has_the_clients_question_and_short_TTLs_in_its_octets()
    {
        _world.Set("192.0.2.1", ProofOutcome.Alive);
        _world.Observe("quad9", "192.0.2.1");
        var held = await _world.HoldAsync(request: Request(DomainName.Parse("API.example.COM")));

        // Header, question, one A record whose owner is a pointer to the question, TTL 5.
        byte[] expected =
        [
            0, 0, 0x80, 0x80, 0, 1, 0, 1, 0, 0, 0, 0,
            3, (byte)'A', (byte)'P', (byte)'I', 7, .. "example"u8, 3, (byte)'C', (byte)'O', (byte)'M', 0, 0, 1, 0, 1,
            0xC0, 12, 0, 1, 0, 1, 0, 0, 0, 5, 0, 4, 192, 0, 2, 1,
        ];
        Assert.Equal(expected, held.Answer!.Octets.ToArray());
        Assert.Equal([39], held.Answer.TtlOffsets.ToArray().Select(offset => (int)offset));
    }

    [Fact]
    public async Task An_address_that_fails_its_proof_is_not_served()
    {
        _world.Set("192.0.2.1", ProofOutcome.Alive);
        _world.Set("192.0.2.2", ProofOutcome.WrongCertificate);
        _world.Observe("quad9", "192.0.2.1", "192.0.2.2");
        Assert.Equal(["192.0.2.1"], AddressesOf(await _world.HoldAsync()));
    }

    [Fact]
    public async Task Nothing_is_served_when_no_address_proves_itself()
    {
        _world.Observe("quad9", "192.0.2.1");
        var held = await _world.HoldAsync();
        Assert.Equal(HoldOutcome.ProofFailed, held.Outcome);
        Assert.Null(held.Answer);
    }

    [Fact]
    public async Task A_slow_address_does_not_delay_one_that_proved_itself()
    {
        _world.Set("192.0.2.1", ProofOutcome.Alive);
        _world.Set("192.0.2.2", ProofOutcome.TimedOut);
        _world.Observe("quad9", "192.0.2.1", "192.0.2.2");
        var before = _world.Clock.Now;
        Assert.Equal(["192.0.2.1"], AddressesOf(await _world.HoldAsync()));
        Assert.True(_world.Clock.Now - before < TimeSpan.FromMilliseconds(200));
    }

    [Fact]
    public async Task A_deadline_between_two_milliseconds_ends_the_wait()
    {
        _world.Set("192.0.2.1", ProofOutcome.TimedOut);
        _world.Observe("quad9", "192.0.2.1");
        var before = _world.Clock.Now;
        var held = await _world.RunAsync(() => _world.Book.HoldAsync(
            Request(), AllDeny, _world.Clock.In(TimeSpan.FromMicroseconds(5_700)), CancellationToken.None));
        Assert.Equal(HoldOutcome.ProofFailed, held.Outcome);
        Assert.Equal(TimeSpan.FromMicroseconds(5_700), _world.Clock.Now - before);
    }

    [Fact]
    public async Task An_older_generation_is_served_when_the_newest_does_not_prove_itself()
    {
        _world.Set("192.0.2.1", ProofOutcome.Alive);
        _world.Observe("quad9", "192.0.2.1");
        _world.Pass(TimeSpan.FromMinutes(1));
        _world.Observe("quad9", "192.0.2.9");
        Assert.Equal(["192.0.2.1"], AddressesOf(await _world.HoldAsync()));
    }

    [Fact]
    public async Task A_rotating_pool_is_served_together()
    {
        for (var i = 1; i <= 4; i++)
        {
            _world.Set($"192.0.2.{i}", i == 2 ? ProofOutcome.Refused : ProofOutcome.Alive);
            _world.Observe("quad9", $"192.0.2.{i}");
            _world.Pass(TimeSpan.FromSeconds(5));
        }

        Assert.Equal(["192.0.2.1", "192.0.2.3", "192.0.2.4"], AddressesOf(await _world.HoldAsync()));
    }

    [Fact]
    public async Task What_was_given_at_another_time_is_no_part_of_the_pool()
    {
        _world.Set("192.0.2.1", ProofOutcome.Alive);
        _world.Set("192.0.2.2", ProofOutcome.Alive);
        _world.Observe("quad9", "192.0.2.1");
        _world.Pass(TimeSpan.FromMinutes(11));
        _world.Observe("quad9", "192.0.2.2");
        Assert.Equal(["192.0.2.2"], AddressesOf(await _world.HoldAsync()));
    }

    [Fact]
    public async Task Nothing_is_served_past_its_age()
    {
        _world.Set("192.0.2.1", ProofOutcome.Alive);
        _world.Observe("quad9", "192.0.2.1");
        _world.Pass(Rule.MaxAge + TimeSpan.FromSeconds(1));
        Assert.Equal(HoldOutcome.TooOld, (await _world.HoldAsync(AllSilent)).Outcome);
    }

    [Fact]
    public async Task Proofs_are_remembered_so_that_serving_again_does_not_prove_again()
    {
        await SeenThenAsync(AllDeny);
        var proofs = _world.Proofs;
        for (var i = 0; i < 100; i++)
        {
            Assert.True((await _world.HoldAsync()).IsHeld);
        }

        Assert.Equal(proofs, _world.Proofs);
    }

    [Fact]
    public async Task Proofs_in_use_are_renewed_in_the_background()
    {
        await SeenThenAsync(AllDeny);
        _world.Pass(Rule.ProofTtl * 0.8);
        Assert.True((await _world.HoldAsync()).IsHeld);
        _world.Set("192.0.2.1", ProofOutcome.Refused);
        _world.Pass(Rule.ProofTtl * 0.8);
        Assert.True((await _world.HoldAsync()).IsHeld);
        Assert.Equal(HoldOutcome.ProofFailed, (await _world.HoldAsync()).Outcome);
    }

    [Fact]
    public async Task A_denial_by_every_operator_is_honoured_after_the_configured_time()
    {
        await SeenThenAsync(AllDeny);
        _world.Pass(Rule.ReleaseAfter - TimeSpan.FromSeconds(1));
        Assert.True((await _world.HoldAsync()).IsHeld);
        _world.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal(HoldOutcome.Released, (await _world.HoldAsync()).Outcome);
        Assert.Contains(_world.Changes, change => change.Kind == GuardChangeKind.Released);
    }

    [Fact]
    public async Task Silence_is_never_honoured_as_a_deletion()
    {
        await SeenThenAsync(AllSilent);
        _world.Pass(Rule.ReleaseAfter * 2);
        Assert.True((await _world.HoldAsync(AllSilent)).IsHeld);
    }

    [Fact]
    public async Task A_released_name_is_not_served_and_its_cached_answers_are_called_in()
    {
        await SeenThenAsync(AllDeny);
        var released = new List<DomainName>();
        _world.Book.Released += released.Add;
        Assert.True(_world.Book.Release(Api));
        Assert.Equal([Api], released);
        Assert.Equal(HoldOutcome.Released, (await _world.HoldAsync()).Outcome);
    }

    [Fact]
    public async Task What_an_operators_cache_has_left_over_does_not_undo_a_release()
    {
        await SeenThenAsync(AllDeny);
        _world.Book.Release(Api);
        _world.Pass(TimeSpan.FromSeconds(59));
        _world.Observe("slow", "192.0.2.1");
        Assert.Equal(HoldOutcome.Released, (await _world.HoldAsync()).Outcome);
    }

    [Fact]
    public async Task A_name_that_is_answered_anew_after_its_release_is_guarded_again()
    {
        await SeenThenAsync(AllDeny);
        _world.Book.Release(Api);
        _world.Pass(TimeSpan.FromSeconds(61));
        _world.Observe("quad9", "192.0.2.1");
        Assert.True((await _world.HoldAsync()).IsHeld);
        Assert.Contains(_world.Changes, change => change.Kind == GuardChangeKind.Rearmed);
    }

    [Fact]
    public async Task An_answer_that_agrees_is_believed_without_a_proof()
    {
        await SeenThenAsync(AllDeny);
        var proofs = _world.Proofs;
        _world.Pass(TimeSpan.FromHours(1));
        var judged = _world.Book.JudgeAsync(Request(), Answer("192.0.2.1"), "any", [], _world.Soon, CancellationToken.None);
        Assert.True(judged.IsCompleted);
        Assert.Equal(JudgementOutcome.Known, (await judged).Outcome);
        Assert.Equal(proofs, _world.Proofs);
    }

    [Fact]
    public async Task The_first_answer_is_believed() =>
        Assert.Equal(JudgementOutcome.NoHistory, (await _world.JudgeAsync("quad9", "192.0.2.1")).Outcome);

    [Theory]
    [InlineData(ProofOutcome.Refused)]
    [InlineData(ProofOutcome.TimedOut)]
    [InlineData(ProofOutcome.WrongCertificate)]
    public async Task An_answer_that_leads_nowhere_is_not_believed_over_one_that_proves_alive(ProofOutcome outcome)
    {
        _world.Set("192.0.2.1", ProofOutcome.Alive);
        _world.Observe("quad9", "192.0.2.1");
        _world.Set("203.0.113.66", outcome);
        var judgement = await _world.JudgeAsync("liar", "203.0.113.66");
        Assert.Equal(JudgementOutcome.RefusedByProof, judgement.Outcome);
        Assert.False(judgement.Believed);
        Assert.Equal(["192.0.2.1"], AddressesOf(judgement.Instead));
        Assert.Contains("in place of another answer; liar: its addresses 203.0.113.66 do not", judgement.Instead.Answer!.Note!.Text, StringComparison.Ordinal);

        // Another operator may still do better, so that nothing is held yet.
        Assert.Null(Assert.Single(_world.Book.List()).HeldSince);
        Assert.DoesNotContain(_world.Changes, change => change.Kind == GuardChangeKind.HoldBegan);
    }

    [Fact]
    public async Task An_obsolete_answer_that_was_good_once_is_put_to_the_proof()
    {
        await SeenThenAsync(AllDeny);
        _world.Set("192.0.2.2", ProofOutcome.Alive);
        _world.Pass(TimeSpan.FromHours(1));
        _world.Observe("quad9", "192.0.2.2");
        _world.Set("192.0.2.1", ProofOutcome.Refused);
        _world.Pass(TimeSpan.FromMinutes(1));
        var judgement = await _world.JudgeAsync("laggard", "192.0.2.1");
        Assert.Equal(JudgementOutcome.RefusedByProof, judgement.Outcome);
        Assert.Equal(["192.0.2.2"], AddressesOf(judgement.Instead!));
    }

    [Fact]
    public async Task Answers_of_a_rotating_pool_are_believed_without_a_proof_once_they_are_known()
    {
        for (var round = 0; round < 3; round++)
        {
            for (var i = 1; i <= 5; i++)
            {
                _world.Set($"192.0.2.{i}", ProofOutcome.Alive);
                var judgement = await _world.JudgeAsync("quad9", $"192.0.2.{i}");
                Assert.Equal(
                    (round, i) switch { (0, 1) => JudgementOutcome.NoHistory, (0, _) => JudgementOutcome.Proved, _ => JudgementOutcome.Known },
                    judgement.Outcome);
                _world.Observe("quad9", $"192.0.2.{i}");
                _world.Pass(TimeSpan.FromSeconds(5));
            }
        }
    }

    [Fact]
    public async Task A_new_answer_that_proves_itself_is_believed()
    {
        await SeenThenAsync(AllDeny);
        _world.Set("192.0.2.7", ProofOutcome.Alive);
        Assert.Equal(JudgementOutcome.Proved, (await _world.JudgeAsync("quad9", "192.0.2.7")).Outcome);
    }

    [Fact]
    public async Task A_new_answer_is_believed_when_neither_it_nor_the_old_one_proves_itself()
    {
        await SeenThenAsync(AllDeny);
        _world.Set("192.0.2.1", ProofOutcome.Refused);
        _world.Pass(Rule.ProofTtl * 2);
        Assert.Equal(JudgementOutcome.NeitherProves, (await _world.JudgeAsync("quad9", "192.0.2.7")).Outcome);
    }

    [Fact]
    public async Task What_two_operators_insist_on_is_believed_after_the_configured_time()
    {
        await SeenThenAsync(AllDeny);
        Assert.False((await _world.JudgeAsync("quad9", "192.0.2.7")).Believed);
        Assert.False((await _world.JudgeAsync("cloudflare", "192.0.2.7")).Believed);
        _world.Pass(Rule.ReleaseAfter);
        Assert.Equal(JudgementOutcome.OperatorsInsist, (await _world.JudgeAsync("quad9", "192.0.2.7")).Outcome);
    }

    [Fact]
    public async Task A_poisoned_generation_is_rolled_back_by_restoring_an_earlier_one()
    {
        _world.Set("192.0.2.1", ProofOutcome.Alive);
        _world.Set("203.0.113.66", ProofOutcome.Alive);
        _world.Observe("quad9", "192.0.2.1");
        _world.Pass(TimeSpan.FromMinutes(11));
        _world.Observe("quad9", "203.0.113.66");
        Assert.Equal(["203.0.113.66"], AddressesOf(await _world.HoldAsync()));

        var restored = new List<DomainName>();
        _world.Book.Restored += restored.Add;
        Assert.True(_world.Book.Restore(Api, RecordType.A, 1));
        Assert.Equal([Api], restored);
        var judgement = await _world.JudgeAsync("quad9", "203.0.113.66");
        Assert.Equal(JudgementOutcome.Restored, judgement.Outcome);
        Assert.Equal(["192.0.2.1"], AddressesOf(judgement.Instead!));
        Assert.Equal(["192.0.2.1"], AddressesOf(await _world.HoldAsync()));
        Assert.Equal(JudgementOutcome.Known, (await _world.JudgeAsync("cloudflare", "192.0.2.1")).Outcome);
    }

    [Fact]
    public async Task A_restored_answer_that_does_not_prove_itself_gives_way()
    {
        await SeenThenAsync(AllDeny);
        Assert.True(_world.Book.Restore(Api, RecordType.A, 1));
        _world.Set("192.0.2.1", ProofOutcome.Refused);
        _world.Pass(Rule.ProofTtl * 2);
        Assert.True((await _world.JudgeAsync("quad9", "203.0.113.66")).Believed);
    }

    [Fact]
    public void Restoring_what_never_was_is_refused() => Assert.False(_world.Book.Restore(Api, RecordType.A, 1));

    [Fact]
    public async Task A_restart_keeps_everything()
    {
        await SeenThenAsync(AllDeny);
        var before = Assert.Single(_world.Book.List());
        await _world.RestartAsync();
        var after = Assert.Single(_world.Book.List());
        Assert.Equal(before.HeldSince, after.HeldSince);
        Assert.Equal(before.DeniedSince, after.DeniedSince);
        Assert.Equal(before.Generations.Single().Records, after.Generations.Single().Records);
        Assert.Equal(Standing.Good, after.Generations.Single().Standing);
        Assert.True((await _world.HoldAsync(AllSilent)).IsHeld);
    }

    [Fact]
    public async Task A_release_survives_a_restart()
    {
        await SeenThenAsync(AllDeny);
        _world.Book.Release(Api);
        await _world.RestartAsync();
        Assert.Equal(HoldOutcome.Released, (await _world.HoldAsync()).Outcome);
    }

    [Fact]
    public async Task A_full_disk_is_survived_in_memory_and_made_good_later()
    {
        _world.Disk.Capacity = 0;
        await SeenThenAsync(AllDeny);
        Assert.False(_world.Book.WriteLog());
        Assert.True((await _world.HoldAsync()).IsHeld);
        _world.Disk.Capacity = long.MaxValue;
        Assert.True(_world.Book.WriteLog());
        await _world.RestartAsync();
        Assert.True((await _world.HoldAsync()).IsHeld);
    }

    [Fact]
    public async Task A_failed_fsync_is_made_good_by_a_new_file()
    {
        await SeenThenAsync(AllDeny);
        _world.Disk.SyncFails = true;
        Assert.False(_world.Book.WriteLog());
        _world.Disk.SyncFails = false;
        Assert.True(_world.Book.WriteLog());
        _world.Disk.LosePower(new Random(1));
        await _world.RestartAsync();
        Assert.True((await _world.HoldAsync()).IsHeld);
    }

    [Fact]
    public async Task A_wildcards_names_never_displace_a_listed_name()
    {
        var below = new GuardRule { Name = DomainName.Parse("*.example.net"), Proofs = [Proof.Tcp(443)] };
        var world = new GuardWorld(Rule, below);
        world.Options = world.Options with { MaxEntries = 3 };
        await world.RestartAsync();
        world.Set("192.0.2.1", ProofOutcome.Alive);
        for (var i = 0; i < 10; i++)
        {
            var request = Request(DomainName.Parse($"n{i}.example.net"));
            world.Book.Observe(request, "quad9", Answer(request, [Address("192.0.2.1") with { Name = request.Question.Name }]));
        }

        Assert.Equal(3, world.Book.List().Length);
        world.Observe("quad9", "192.0.2.1");
        Assert.Contains(world.Book.List(), entry => entry.Name == Api);
        Assert.Equal(3, world.Book.List().Length);
        Assert.True((await world.HoldAsync()).IsHeld);
    }

    [Fact]
    public async Task Disagreement_and_disbelief_are_told_once_and_not_with_every_question()
    {
        await SeenThenAsync(AllDeny);
        for (var i = 0; i < 10; i++)
        {
            await _world.Book.JudgeAsync(Request(), Answer("192.0.2.1"), "google", [AllDeny[0]], _world.Soon, CancellationToken.None);
            await _world.JudgeAsync("liar", "203.0.113.66");
        }

        var told = Assert.Single(_world.Changes, change => change.Kind == GuardChangeKind.Disagreement);
        Assert.Equal("quad9: NODATA; google: an answer", told.Text);
        Assert.Single(_world.Changes, change => change.Kind == GuardChangeKind.NotBelieved);
        Assert.Single(_world.Changes, change => change.Kind == GuardChangeKind.HoldBegan);
    }

    [Fact]
    public async Task Aliases_are_held_with_what_they_lead_to()
    {
        _world.Set("192.0.2.1", ProofOutcome.Alive);
        var target = DomainName.Parse("lb.example.net");
        var records = new[]
        {
            new ResourceRecord(Api, RecordClass.Internet, 300, new CnameData(target)),
            Address("192.0.2.1") with { Name = target },
        };
        _world.Book.Observe(Request(), "quad9", Answer(Request(), records));
        Assert.Equal(["192.0.2.1", "lb.example.net."], AddressesOf(await _world.HoldAsync()));
    }

    [Fact]
    public async Task Types_without_addresses_are_held_by_confirmation_and_age()
    {
        var world = new GuardWorld(Rule with { Types = [RecordType.TXT] });
        var request = Request(type: RecordType.TXT);
        var answer = Answer(request, [new ResourceRecord(Api, RecordClass.Internet, 60, new TxtData(["hello"u8.ToArray()]))]);
        world.Book.Observe(request, "quad9", answer);
        Assert.Equal(HoldOutcome.Unconfirmed, (await world.HoldAsync(request: request)).Outcome);
        world.Book.Observe(request, "cloudflare", answer);
        Assert.Equal(["\"hello\""], AddressesOf(await world.HoldAsync(request: request)));
    }

    [Fact]
    public async Task What_is_not_guarded_is_left_alone()
    {
        var other = Request(DomainName.Parse("www.example.com"));
        _world.Book.Observe(other, "quad9", Answer(other, [Address("192.0.2.1") with { Name = other.Question.Name }]));
        Assert.Empty(_world.Book.List());
        Assert.Equal(HoldOutcome.NotGuarded, (await _world.HoldAsync(request: other)).Outcome);
        Assert.False(_world.Book.IsGuarded(other.Question.Name, RecordType.A));
        Assert.False(_world.Book.IsGuarded(Api, RecordType.MX));
        Assert.True(_world.Book.IsGuarded(DomainName.Parse("API.EXAMPLE.com"), RecordType.A));
    }

    [Fact]
    public void Rules_are_swapped_and_what_is_remembered_stays()
    {
        _world.Observe("quad9", "192.0.2.1");
        _world.Book.Reload([]);
        Assert.False(_world.Book.IsGuarded(Api, RecordType.A));
        Assert.Null(Assert.Single(_world.Book.List()).Rule);
        _world.Book.Reload([Rule]);
        Assert.Equal(Api, Assert.Single(_world.Book.List()).Rule);
    }

    private async Task<HeldAnswer> SeenThenAsync(ProviderVerdict[] verdicts)
    {
        _world.Set("192.0.2.1", ProofOutcome.Alive);
        _world.Observe("quad9", "192.0.2.1");
        var held = await _world.HoldAsync(verdicts);
        Assert.True(held.IsHeld, held.Reason);
        return held;
    }
}
