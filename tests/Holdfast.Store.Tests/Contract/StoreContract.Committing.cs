using static Holdfast.Store.Tests.Contract.StoreText;

namespace Holdfast.Store.Tests.Contract;

public abstract partial class StoreContract
{
    [Fact]
    public async Task Revisions_grow_with_every_commit()
    {
        var last = Revision.None;
        for (var number = 0; number < 20; number++)
        {
            var revision = await Store.PutAsync("a", "same");
            Assert.True(revision > last);
            last = revision;
        }
    }

    [Theory]
    [InlineData("absent", true)]
    [InlineData("present", false)]
    public async Task Absent_holds_only_of_what_is_not_there(string key, bool holds) =>
        await AssertHoldsAsync(StoreCondition.Absent(Octets(key)), holds);

    [Theory]
    [InlineData("absent", false)]
    [InlineData("present", true)]
    public async Task Present_holds_only_of_what_is_there(string key, bool holds) =>
        await AssertHoldsAsync(StoreCondition.Present(Octets(key)), holds);

    [Theory]
    [InlineData("absent", "", false)]
    [InlineData("present", "value", true)]
    [InlineData("present", "other", false)]
    [InlineData("present", "", false)]
    [InlineData("empty", "", true)]
    public async Task ValueIs_holds_only_of_the_same_octets(string key, string value, bool holds) =>
        await AssertHoldsAsync(StoreCondition.ValueIs(Octets(key), Octets(value)), holds);

    [Fact]
    public async Task ModifiedAt_holds_only_of_the_last_commit_that_changed_the_key()
    {
        var first = await Store.PutAsync("present", "value");
        var second = await Store.PutAsync("present", "value");
        await Store.PutAsync("other", "value");
        await AssertHoldsAsync(StoreCondition.ModifiedAt(Octets("present"), first), false, prepare: false);
        await AssertHoldsAsync(StoreCondition.ModifiedAt(Octets("present"), Revision.None), false, prepare: false);
        await AssertHoldsAsync(StoreCondition.ModifiedAt(Octets("present"), second), true, prepare: false);
        await AssertHoldsAsync(StoreCondition.ModifiedAt(Octets("absent"), second), false, prepare: false);
        await AssertHoldsAsync(StoreCondition.ModifiedAt(Octets("absent"), Revision.None), true, prepare: false);
    }

    [Fact]
    public async Task The_first_condition_that_fails_is_named_and_nothing_is_done()
    {
        var revision = await Store.CommitAsync(Put("a", "1"), Put("b", "1"));
        var result = await Store.CommitAsync(
            new(
                [
                    StoreCondition.Present(Octets("a")), StoreCondition.ValueIs(Octets("b"), Octets("1")),
                    StoreCondition.ValueIs(Octets("a"), Octets("2")), StoreCondition.Absent(Octets("b")),
                ],
                [Put("a", "9"), Delete("b"), Put("c", "9")]),
            Token);
        Assert.False(result.IsCommitted);
        Assert.Equal((2, revision), (result.RefusedBy, result.Revision));
        Assert.Equal("a b", await Store.KeysAsync(Range("", "")));
        Assert.Equal("1", await Store.GetAsync("a"));
    }

    [Fact]
    public async Task A_batch_has_one_revision_for_all_that_it_changes()
    {
        await Store.CommitAsync(Put("x1", ""), Put("x2", ""), Put("z", ""));
        var revision = await Store.CommitAsync(Put("a", "1"), Put("b", "2"), Delete("z"), DeleteRange("x", "y"));
        var page = await Store.RangeAsync(Range("", ""), Token);
        Assert.Equal("a b", Keys(page));
        Assert.All(page.Entries, entry => Assert.Equal((revision, revision), (entry.Created, entry.Modified)));
    }

    [Fact]
    public async Task Conditions_on_many_keys_hold_at_one_moment()
    {
        // Transfers between two accounts never change their sum, whoever reads it.
        await Store.CommitAsync(Put("left", "100"), Put("right", "100"));
        var transfers = Enumerable.Range(1, 4).Select(async amount =>
        {
            for (var done = 0; done < 5;)
            {
                await using var snapshot = await Store.SnapshotAsync(Token);
                var (left, right) = (await snapshot.GetAsync("left"), await snapshot.GetAsync("right"));
                Assert.Equal(200, int.Parse(left!) + int.Parse(right!));
                var result = await Store.CommitAsync(
                    new(
                        [StoreCondition.ValueIs(Octets("left"), Octets(left!)), StoreCondition.ValueIs(Octets("right"), Octets(right!))],
                        [Put("left", $"{int.Parse(left!) - amount}"), Put("right", $"{int.Parse(right!) + amount}")]),
                    Token);
                done += result.IsCommitted ? 1 : 0;
            }
        });
        await Task.WhenAll(transfers);
        Assert.Equal(("50", "150"), (await Store.GetAsync("left"), await Store.GetAsync("right")));
    }

    [Fact]
    public async Task Concurrent_counters_lose_no_increment()
    {
        const int Writers = 8, Increments = 10;
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Run(async () =>
        {
            for (var done = 0; done < Increments;)
            {
                var entry = await Store.GetAsync(Octets("counter"), Token);
                var next = (entry is null ? 0 : int.Parse(Text(entry.Value))) + 1;
                var result = await Store.CommitAsync(
                    new([StoreCondition.ModifiedAt(Octets("counter"), entry?.Modified ?? Revision.None)], [Put("counter", $"{next}")]), Token);
                done += result.IsCommitted ? 1 : 0;
            }
        })));
        Assert.Equal($"{Writers * Increments}", await Store.GetAsync("counter"));
    }

    [Fact]
    public async Task A_batch_that_changes_nothing_makes_no_revision()
    {
        var revision = await Store.PutAsync("a", "1");
        Assert.Equal(revision, await Store.CommitAsync());
        Assert.Equal(revision, await Store.CommitAsync(Delete("b"), DeleteRange("c", "d")));
        Assert.Equal(CommitResult.Committed(revision), await Store.CommitAsync(new([StoreCondition.Present(Octets("a"))], []), Token));
        Assert.Equal(CommitResult.Refused(0, revision), await Store.CommitAsync(new([StoreCondition.Absent(Octets("a"))], []), Token));
    }

    [Theory]
    [InlineData("b", "d", "a d e")]
    [InlineData("b", "", "a")]
    [InlineData("", "c", "c d e")]
    [InlineData("", "", "")]
    [InlineData("d", "b", "a b c d e")]
    public async Task A_removed_interval_ends_before_its_end(string from, string to, string left)
    {
        await Store.CommitAsync(Put("a", ""), Put("b", ""), Put("c", ""), Put("d", ""), Put("e", ""));
        await Store.CommitAsync(DeleteRange(from, to));
        Assert.Equal(left, await Store.KeysAsync(Range("", "")));
    }

    [Fact]
    public async Task Removals_may_overlap()
    {
        await Store.CommitAsync(Put("a", ""), Put("b", ""), Put("c", ""), Put("d", ""));
        await Store.CommitAsync(Delete("b"), DeleteRange("a", "c"), DeleteRange("b", "d"), Delete("b"));
        Assert.Equal("d", await Store.KeysAsync(Range("", "")));
    }

    private async Task AssertHoldsAsync(StoreCondition condition, bool holds, bool prepare = true)
    {
        if (prepare)
        {
            await Store.CommitAsync(Put("present", "value"), Put("empty", ""));
        }

        var result = await Store.CommitAsync(new([condition], [Put("done", "yes")]), Token);
        Assert.Equal((holds, holds ? null : 0), (result.IsCommitted, result.RefusedBy));
        Assert.Equal(holds ? "yes" : null, await Store.GetAsync("done"));
        await Store.CommitAsync(Delete("done"));
    }
}
