using static Holdfast.Store.Tests.Contract.StoreText;

namespace Holdfast.Store.Tests.Contract;

public abstract partial class StoreContract
{
    [Fact]
    public async Task The_feed_tells_all_changes_after_a_revision_in_order()
    {
        var first = await Store.PutAsync("a", "1");
        await Store.CommitAsync(Put("d", "2"), Put("b", "2"), Delete("a"));
        await Store.CommitAsync(Delete("d"), DeleteRange("c", ""), Put("a", "3"));
        await Store.CommitAsync(Delete("absent"));
        await Store.PutAsync("e", "4");
        Assert.Equal("-a b=2 d=2. a=3 -d. e=4.", await Store.LinesAsync(StoreWatch.Prefix(default, first), 6));
    }

    [Fact]
    public async Task A_change_carries_the_entry_as_the_commit_left_it()
    {
        var first = await Store.PutAsync("a", "1");
        var second = await Store.PutAsync("a", "2");
        var third = await Store.CommitAsync(Delete("a"));
        var changes = await Store.TakeAsync(StoreWatch.Prefix(default, new(first.Value - 1)), 3);
        Assert.Equal(
            [
                new(first, Octets("a"), new(Octets("a"), Octets("1"), first, first), true),
                new(second, Octets("a"), new(Octets("a"), Octets("2"), first, second), true),
                new(third, Octets("a"), null, true),
            ],
            changes);
    }

    [Fact]
    public async Task A_watch_of_an_interval_tells_of_nothing_else()
    {
        var revision = await Store.PutAsync("a", "1");
        await Store.CommitAsync(Put("a", "2"), Put("b", "2"), Put("bb", "2"), Put("c", "2"));
        await Store.PutAsync("c", "3");
        await Store.PutAsync("b", "4");
        Assert.Equal("b=2 bb=2. b=4.", await Store.LinesAsync(StoreWatch.Prefix(Octets("b"), revision), 3));
    }

    [Fact]
    public async Task A_watch_waits_for_what_is_not_yet_committed()
    {
        var revision = await Store.PutAsync("a", "1");
        var watching = Store.LinesAsync(StoreWatch.Prefix(default, revision), 2);
        await Store.PutAsync("a", "2");
        await Store.PutAsync("a", "3");
        Assert.Equal("a=2. a=3.", await watching);
    }

    [Fact]
    public async Task A_watch_after_a_snapshot_misses_nothing_and_repeats_nothing_while_others_write()
    {
        const int Commits = 60;
        var writing = Task.Run(async () =>
        {
            for (var number = 1; number <= Commits; number++)
            {
                await Store.CommitAsync(Put("left", $"{number}"), Put("right", $"{number}"));
            }
        });
        List<string> seen = [];
        var after = Revision.None;
        await using (var snapshot = await Store.SnapshotAsync(Token))
        {
            after = snapshot.Revision;
            seen.Add(await snapshot.GetAsync("left") ?? "0");
        }

        while (seen[^1] != $"{Commits}")
        {
            // Watching is left and taken up again after every few commits.
            var changes = await Store.TakeAsync(StoreWatch.Prefix(default, after), 2 * Math.Min(7, Commits - int.Parse(seen[^1])));
            Assert.Equal(changes.Select((_, at) => at % 2 == 0 ? "left" : "right"), changes.Select(change => Text(change.Key)));
            seen.AddRange(changes.Where(change => change.EndsCommit).Select(change => Text(change.Entry!.Value)));
            after = changes[^1].Revision;
        }

        await writing;
        Assert.Equal(Enumerable.Range(int.Parse(seen[0]), seen.Count).Select(number => $"{number}"), seen);
    }

    [Fact]
    public async Task Entries_revisions_and_the_feed_outlive_a_restart()
    {
        var first = await Store.PutAsync("a", "1");
        var second = await Store.CommitAsync(Put("a", "2"), Put("b", "2"));
        await ReopenAsync();
        Assert.Equal(new(Octets("a"), Octets("2"), first, second), await Store.GetAsync(Octets("a"), Token));
        await using (var snapshot = await Store.SnapshotAsync(Token))
        {
            Assert.Equal(second, snapshot.Revision);
        }

        var third = await Store.PutAsync("c", "3");
        Assert.True(third > second);
        Assert.Equal("a=2 b=2. c=3.", await Store.LinesAsync(StoreWatch.Prefix(default, first), 3));
    }

    [Fact]
    public async Task Watching_from_before_what_is_retained_is_refused_and_works_from_a_snapshot()
    {
        var old = await Store.PutAsync("a", "old");
        for (var number = 0; number < 5; number++)
        {
            await Store.PutAsync("a", $"{number}");
        }

        await ForgetAsync();
        var fault = await Assert.ThrowsAsync<StoreException>(() => Store.TakeAsync(StoreWatch.Prefix(default, old), 1));
        Assert.Equal(StoreFault.Compacted, fault.Fault);
        await using var snapshot = await Store.SnapshotAsync(Token);
        Assert.NotNull(await snapshot.GetAsync("a"));
        await Store.PutAsync("a", "new");
        Assert.Equal("a=new.", await Store.LinesAsync(StoreWatch.Prefix(default, snapshot.Revision), 1));
    }

    [Fact]
    public async Task A_watch_ends_when_it_is_cancelled()
    {
        // From now on: another test of the same cluster may have had it forget the beginning.
        await using var snapshot = await Store.SnapshotAsync(Token);
        using CancellationTokenSource stop = new();
        await using var changes = Store.WatchAsync(StoreWatch.Prefix(default, snapshot.Revision), stop.Token).GetAsyncEnumerator(Token);
        await Store.PutAsync("a", "1");
        Assert.True(await changes.MoveNextAsync());
        var waiting = changes.MoveNextAsync();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await waiting);
    }
}
