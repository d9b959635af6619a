using Holdfast.Resolver.Cache;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Names;
using Holdfast.Wire.Records;

namespace Holdfast.Resolver.Tests.Cache;

public sealed class AnswerCacheTests
{
    private static readonly TimeSpan _start = TimeSpan.FromSeconds(100);

    private readonly AnswerCache _cache = new(new CachePolicy(), 1);

    [Fact]
    public void A_stored_answer_is_found_under_its_key_and_no_other()
    {
        var answer = Denial("www.example.com", 5);
        _cache.Store(Key("www.example.com"), answer, _start);

        Assert.True(_cache.TryGet(Key("www.example.com"), out var found));
        Assert.True(found.Answer.SaysTheSameAs(answer));
        Assert.False(_cache.TryGet(Key("www.example.com", AnswerKey.DnssecOk), out _));
        Assert.False(_cache.TryGet(Key("example.com"), out _));
        Assert.Equal((1, 1L, 2L), (_cache.Statistics.Entries, _cache.Statistics.Hits, _cache.Statistics.Misses));
    }

    [Theory]
    [InlineData(0, true, true)]
    [InlineData(4.9, true, true)]
    [InlineData(5, false, true)]
    [InlineData(86_404, false, true)]
    [InlineData(86_405, false, false)]
    public void An_answer_is_fresh_then_stale_then_useless(double age, bool fresh, bool usable)
    {
        var entry = _cache.Store(Key("a"), Denial("a", 5), _start);
        var now = _start + TimeSpan.FromSeconds(age);

        Assert.Equal((fresh, usable), (entry.IsFresh(now), entry.IsUsable(now)));
    }

    [Fact]
    public void A_failure_does_not_replace_a_usable_answer_but_puts_off_its_refresh()
    {
        var good = _cache.Store(Key("a"), Denial("a", 5), _start);
        var later = _start + TimeSpan.FromSeconds(60);

        Assert.Same(good, _cache.Store(Key("a"), Failure("a"), later));

        Assert.True(good.AwaitsRecheck(later + TimeSpan.FromSeconds(4.9)));
        Assert.False(good.AwaitsRecheck(later + TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public void A_failure_replaces_an_answer_that_is_past_use()
    {
        _cache.Store(Key("a"), Denial("a", 5), _start);

        Assert.Equal(AnswerKind.Failure, _cache.Store(Key("a"), Failure("a"), _start + TimeSpan.FromDays(2)).Answer.Kind);
    }

    [Fact]
    public void Failures_in_a_row_last_longer_and_success_ends_the_row()
    {
        var now = _start;
        foreach (var seconds in (int[])[1, 2, 4, 5, 5])
        {
            var failure = _cache.Store(Key("a"), Failure("a"), now);
            Assert.Equal(now + TimeSpan.FromSeconds(seconds), failure.FreshUntil);
            Assert.False(failure.IsUsable(failure.FreshUntil));
            now = failure.FreshUntil;
        }

        _cache.Store(Key("a"), Denial("a", 5), now);
        Assert.Equal(1, _cache.Store(Key("a"), Failure("a"), now + TimeSpan.FromDays(2)).Failures);
    }

    [Fact]
    public void When_a_provider_comes_back_failures_are_forgotten_and_stale_answers_may_be_refreshed()
    {
        _cache.Store(Key("never"), Failure("never"), _start);
        var stale = _cache.Store(Key("known"), Denial("known", 5), _start);
        _cache.Store(Key("known"), Failure("known"), _start + TimeSpan.FromSeconds(6));

        _cache.ForgetFailures();

        Assert.False(_cache.TryGet(Key("never"), out _));
        Assert.True(_cache.TryGet(Key("known"), out _));
        Assert.False(stale.AwaitsRecheck(_start + TimeSpan.FromSeconds(6)));
    }

    [Fact]
    public void A_hot_answer_near_its_end_is_refreshed_by_one_caller()
    {
        var entry = _cache.Store(Key("a"), Denial("a", 5), _start);
        var nearEnd = _start + TimeSpan.FromSeconds(4.2);
        Assert.False(entry.ShouldPrefetch(nearEnd, _cache.Policy), "it was never read");

        _cache.TryGet(Key("a"), out _);
        _cache.TryGet(Key("a"), out _);

        Assert.False(entry.ShouldPrefetch(_start + TimeSpan.FromSeconds(3.9), _cache.Policy), "it is too early");
        Assert.True(entry.ShouldPrefetch(nearEnd, _cache.Policy));
        Assert.False(entry.ShouldPrefetch(nearEnd, _cache.Policy), "another does it");
        Assert.False(entry.ShouldPrefetch(entry.FreshUntil, _cache.Policy), "it has expired");
        Assert.True(entry.TryClaimRefresh(nearEnd + _cache.Policy.RefreshClaim, _cache.Policy), "the other has not come back");
    }

    [Fact]
    public void What_was_received_in_an_earlier_life_keeps_its_age()
    {
        Assert.True(_cache.Restore(Key("fresh"), Denial("fresh", 60), _start - TimeSpan.FromSeconds(200), TimeSpan.FromSeconds(-50)));
        Assert.True(_cache.Restore(Key("stale"), Denial("stale", 60), _start - TimeSpan.FromSeconds(3600), _start));
        Assert.False(_cache.Restore(Key("useless"), Denial("useless", 60), _start - TimeSpan.FromDays(2), _start));
        Assert.False(_cache.Restore(Key("stale"), Denial("stale", 60), _start - TimeSpan.FromSeconds(3601), _start), "a newer one stands there");

        Assert.True(_cache.TryGet(Key("stale"), out var stale));
        Assert.Equal((false, TimeSpan.FromSeconds(3600)), (stale.IsFresh(_start), stale.Age(_start)));
    }

    [Fact]
    public void Names_are_removed_alone_or_with_those_below_them()
    {
        foreach (var name in (string[])["example.com", "a.example.com", "b.a.example.com", "anexample.com"])
        {
            _cache.Store(Key(name), Denial(name, 5), _start);
            _cache.Store(Key(name, AnswerKey.DnssecOk), Denial(name, 5), _start);
        }

        Assert.Equal(2, _cache.Remove(DomainName.Parse("A.example.com"), below: false));
        Assert.Equal(4, _cache.Remove(DomainName.Parse("example.COM"), below: true));
        Assert.Equal(["anexample.com.", "anexample.com."], _cache.Entries.Select(Owner));
        _cache.Clear();
        Assert.Equal((0, 0L), (_cache.Count, _cache.Octets));
        Assert.Empty(_cache.Entries);
    }

    [Fact]
    public void An_answer_too_large_to_keep_leaves_nothing_old_in_its_place()
    {
        var cache = new AnswerCache(new CachePolicy { MaxOctets = 65_536 }, 1);
        cache.Store(Key("a"), Denial("a", 5), _start);
        var text = new TxtData([.. Enumerable.Repeat(new byte[255], 40)]);
        var large = AnswerBuilder.Synthesize(
            Question("a"), ResponseCode.NoError, [new ResourceRecord(DomainName.Parse("a"), RecordClass.Internet, 5, text)], TimeSpan.FromSeconds(5), "p");

        Assert.True(cache.Store(Key("a"), large, _start).Answer.SaysTheSameAs(large));

        Assert.False(cache.TryGet(Key("a"), out _));
        Assert.Equal((0, 0L), (cache.Count, cache.Octets));
    }

    internal static Question Question(string name) => new(DomainName.Parse(name), RecordType.A);

    internal static byte[] Key(string name, byte flags = 0) => AnswerKey.Create(Question(name), flags);

    internal static FinishedAnswer Denial(string name, double ttl) =>
        AnswerBuilder.Synthesize(Question(name), ResponseCode.NameError, [], TimeSpan.FromSeconds(ttl), "p");

    internal static FinishedAnswer Failure(string name) => AnswerBuilder.Failure(Question(name));

    private static string Owner(CachedAnswer entry)
    {
        Assert.True(DomainName.TryFromOctets(AnswerKey.NameOf(entry.Key), out var name));
        return name.ToString();
    }
}
