using Holdfast.Resolver.Cache;
using Holdfast.Resolver.Resolving;
using Holdfast.Resolver.Tests.Durable;
using Holdfast.Wire.Names;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Holdfast.Resolver.Tests.Cache;

public sealed class CacheJournalTests
{
    private static readonly DateTimeOffset _start = new(2025, 10, 20, 6, 48, 0, TimeSpan.Zero);

    private readonly MemoryStorage _storage = new();
    private readonly JumpingTime _time = new();
    private ulong _salt;

    [Fact]
    public void What_was_cached_is_there_after_a_restart_with_its_age()
    {
        using (var before = Begin())
        {
            before.Store("old", 3600);
            _time.Advance(TimeSpan.FromSeconds(10));
            before.Store("new", 60);
            before.Store("new", 5);
        }

        _time.Advance(TimeSpan.FromSeconds(20));
        using var after = Begin();

        Assert.Equal(2, after.Cache.Count);
        Assert.Equal((true, TimeSpan.FromSeconds(30)), after.StateOf("old"));
        Assert.Equal((false, TimeSpan.FromSeconds(20)), after.StateOf("new"));
    }

    [Fact]
    public void A_killed_process_loses_only_what_was_not_yet_written()
    {
        var before = Begin();
        before.Store("written", 60);
        Assert.True(before.Journal.Write());
        before.Store("late", 60);
        _storage.Restart();

        using var after = Begin();

        Assert.True(after.StateOf("written").Fresh);
        Assert.Equal(1, after.Cache.Count);
    }

    [Fact]
    public void Wherever_a_kill_interrupts_writing_what_was_written_before_is_there()
    {
        for (var after = 0; after < 400; after += 7)
        {
            var storage = new MemoryStorage();
            var before = Begin(storage);
            before.Store("first", 60);
            Assert.True(before.Journal.Write());
            storage.KillAfter = after;
            before.Store("second", 60);
            before.Store("third", 60);
            before.Journal.Write();
            storage.Restart();

            using var next = Begin(storage);

            Assert.True(next.StateOf("first").Fresh);
            Assert.True(next.Cache.Count is 1 or 2 or 3);
        }
    }

    [Fact]
    public void What_is_past_its_longest_stale_time_stays_away()
    {
        using (var before = Begin())
        {
            before.Store("a", 60);
        }

        _time.Advance(TimeSpan.FromDays(1.5));
        using var after = Begin();

        Assert.Equal((0, 0), (after.Cache.Count, after.Journal.Restored));
    }

    [Fact]
    public void When_the_clock_was_set_back_answers_count_as_just_expired()
    {
        using (var before = Begin())
        {
            before.Store("a", 60);
        }

        _time.Jump = TimeSpan.FromDays(-300);
        using var after = Begin();

        Assert.Equal((false, TimeSpan.FromSeconds(60)), after.StateOf("a"));
    }

    [Fact]
    public void A_clock_set_back_while_it_runs_does_not_change_ages()
    {
        using (var before = Begin())
        {
            before.Store("a", 3600);
            _time.Advance(TimeSpan.FromSeconds(100));
            _time.Jump = TimeSpan.FromDays(-300);
        }

        using var after = Begin();

        Assert.Equal((true, TimeSpan.FromSeconds(100)), after.StateOf("a"));
    }

    [Fact]
    public void Failures_and_what_is_held_for_a_short_time_are_not_written()
    {
        using (var before = Begin())
        {
            before.Cache.Store(AnswerCacheTests.Key("failed"), AnswerCacheTests.Failure("failed"), before.Clock.Now);
            before.Cache.Store(AnswerCacheTests.Key("held"), AnswerCacheTests.Denial("held", 5), before.Clock.Now, mayGoStale: false);
            before.Store("kept", 5);
        }

        using var after = Begin();

        Assert.Equal(1, after.Journal.Restored);
        Assert.False(after.StateOf("kept").Age > TimeSpan.Zero);
    }

    [Fact]
    public void What_was_removed_by_hand_does_not_come_back()
    {
        var before = Begin();
        before.Store("a.example", 60);
        before.Store("b.example", 60);
        before.Store("other", 60);
        before.Journal.Write();
        before.Cache.Remove(DomainName.Parse("example"), below: true);
        before.Journal.Write();
        _storage.Restart();

        using var after = Begin();

        Assert.Equal(1, after.Journal.Restored);
        Assert.True(after.StateOf("other").Fresh);
    }

    [Fact]
    public void A_full_disk_costs_nothing_once_there_is_room_again()
    {
        var before = Begin();
        before.Store("a", 60);
        before.Journal.Write();
        _storage.Capacity = 0;
        before.Store("b", 60);
        Assert.False(before.Journal.Write());
        before.Store("c", 60);
        Assert.False(before.Journal.Write());
        _storage.Capacity = long.MaxValue;
        Assert.True(before.Journal.Write());
        _storage.Restart();

        using var after = Begin();

        Assert.Equal((3, 2L), (after.Journal.Restored, before.Journal.Failures));
    }

    [Fact]
    public void When_more_waits_than_may_the_whole_cache_is_written_anew()
    {
        var before = Begin();
        var answer = AnswerCacheTests.Denial("a", 60);
        for (var i = 0; i < 70_000; i++)
        {
            before.Cache.Store(BitConverter.GetBytes(i % 100), answer, TimeSpan.Zero);
        }

        before.Store("a", 60);
        Assert.True(before.Journal.Write());
        Assert.Equal(0, before.Journal.Written);
        _storage.Restart();

        using var after = Begin();
        Assert.True(after.StateOf("a").Fresh);
    }

    [Fact]
    public void A_log_grown_long_is_written_anew_with_what_lives()
    {
        var before = Begin();
        for (var round = 0; round < 200; round++)
        {
            for (var i = 0; i < 100; i++)
            {
                before.Store($"name-{i}.a-rather-long-name.example", 60);
            }

            before.Journal.Write();
        }

        Assert.True(before.Journal.Length < 1_200_000, $"{before.Journal.Length} octets");
        _storage.Restart();
        using var after = Begin();
        Assert.Equal(100, after.Cache.Count);
    }

    [Fact]
    public void In_a_directory_the_journal_writes_by_itself_and_is_locked()
    {
        var directory = Directory.CreateTempSubdirectory("holdfast-journal-");
        try
        {
            var (cache, clock) = (new AnswerCache(new CachePolicy(), 1), new MonotonicClock(TimeProvider.System));
            Assert.True(CacheJournal.TryOpen(directory.FullName, cache, clock, NullLogger.Instance, out var journal, out var fault), fault);
            using (journal)
            {
                cache.Store(AnswerCacheTests.Key("a"), AnswerCacheTests.Denial("a", 60), clock.Now);
                Assert.True(SpinWait.SpinUntil(() => journal.Written == 1, TimeSpan.FromSeconds(10)));

                Assert.False(CacheJournal.TryOpen(directory.FullName, cache, clock, NullLogger.Instance, out _, out fault));
                Assert.Contains($"process {Environment.ProcessId}", fault, StringComparison.Ordinal);

                // What stands in the file now is what a kill would leave behind.
                var copy = directory.CreateSubdirectory("copy");
                using (var file = new FileStream(Path.Combine(directory.FullName, "cache.log"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite))
                using (var target = File.Create(Path.Combine(copy.FullName, "cache.log")))
                {
                    file.CopyTo(target);
                }

                var next = new AnswerCache(new CachePolicy(), 2);
                Assert.True(CacheJournal.TryOpen(copy.FullName, next, clock, NullLogger.Instance, out var restarted, out fault), fault);
                restarted.Dispose();
                Assert.Equal((1, 1), (restarted.Restored, next.Count));
            }
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private Life Begin(MemoryStorage? storage = null)
    {
        var (cache, clock) = (new AnswerCache(new CachePolicy(), 1), new MonotonicClock(_time));
        Assert.True(
            CacheJournal.TryOpen(storage ?? _storage, cache, clock, NullLogger.Instance, () => ++_salt, out var journal, out var fault), fault);
        return new Life(cache, clock, journal);
    }

    // The wall clock can be set; the monotonic one goes on.
    private sealed class JumpingTime() : FakeTimeProvider(_start)
    {
        public TimeSpan Jump { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Jump;

        // The base's timestamp is its wall time.
        public override long GetTimestamp() => base.GetTimestamp() - Jump.Ticks;
    }

    private sealed record Life(AnswerCache Cache, MonotonicClock Clock, CacheJournal Journal) : IDisposable
    {
        public void Store(string name, double ttl) =>
            Cache.Store(AnswerCacheTests.Key(name), AnswerCacheTests.Denial(name, ttl), Clock.Now);

        public (bool Fresh, TimeSpan Age) StateOf(string name)
        {
            Assert.True(Cache.TryGet(AnswerCacheTests.Key(name), out var entry), $"{name} is not there");
            return (entry.IsFresh(Clock.Now), entry.Age(Clock.Now));
        }

        public void Dispose() => Journal.Dispose();
    }
}
