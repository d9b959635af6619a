using static Holdfast.Store.Tests.Contract.StoreText;

namespace Holdfast.Store.Tests.Contract;

public abstract partial class StoreContract
{
    [Fact]
    public async Task An_empty_store_has_nothing()
    {
        Assert.Null(await Store.GetAsync("a"));
        var page = await Store.RangeAsync(StoreRange.Prefix(default, 10), Token);
        Assert.Empty(page.Entries);
        Assert.False(page.More);
    }

    [Fact]
    public async Task What_is_put_is_read_with_the_commits_that_made_and_changed_it()
    {
        var first = await Store.PutAsync("a", "1");
        var second = await Store.PutAsync("a", "2");
        Assert.Equal(new(Octets("a"), Octets("2"), first, second), await Store.GetAsync(Octets("a"), Token));
        await Store.CommitAsync(Delete("a"));
        Assert.Null(await Store.GetAsync("a"));
        var again = await Store.PutAsync("a", "3");
        Assert.Equal(new(Octets("a"), Octets("3"), again, again), await Store.GetAsync(Octets("a"), Token));
    }

    [Fact]
    public async Task Values_may_be_empty_and_hold_any_octets()
    {
        var all = Enumerable.Range(0, 256).Select(octet => (byte)octet).ToArray();
        await Store.CommitAsync(new([], [StoreOperation.Put(all, all), StoreOperation.Put(Octets("empty"), default)]), Token);
        Assert.Equal(all, (await Store.GetAsync(all, Token))!.Value.ToArray());
        Assert.Equal("", await Store.GetAsync("empty"));
    }

    [Fact]
    public async Task Octets_passed_in_may_be_reused_afterwards()
    {
        byte[] key = [1], value = [1];
        await Store.CommitAsync(new([], [StoreOperation.Put(key, value)]), Token);
        (key[0], value[0]) = (2, 2);
        var entry = Assert.Single((await Store.RangeAsync(StoreRange.Prefix(default, 2), Token)).Entries);
        Assert.Equal((1, 1), (entry.Key.Span[0], entry.Value.Span[0]));
    }

    [Fact]
    public async Task Keys_sort_as_unsigned_octets_and_a_prefix_before_what_it_begins()
    {
        byte[][] sorted = [[0], [0, 0], [1], [0x7F], [0x7F, 0xFF], [0x80], [0xFE], [0xFF], [0xFF, 0], [0xFF, 0xFF]];
        foreach (var key in sorted.Reverse())
        {
            await Store.CommitAsync(new([], [StoreOperation.Put(key, default)]), Token);
        }

        var page = await Store.RangeAsync(StoreRange.Prefix(default, 100), Token);
        Assert.Equal(sorted, page.Entries.Select(entry => entry.Key.ToArray()));
        page = await Store.RangeAsync(StoreRange.Prefix(new byte[] { 0xFF }, 100), Token);
        Assert.Equal(sorted[7..], page.Entries.Select(entry => entry.Key.ToArray()));
    }

    [Theory]
    [InlineData("", "", 100, false, "a aa ab b c d")]
    [InlineData("", "", 100, true, "d c b ab aa a")]
    [InlineData("aa", "c", 100, false, "aa ab b")]
    [InlineData("aa", "c", 100, true, "b ab aa")]
    [InlineData("aa", "c", 2, false, "aa ab +")]
    [InlineData("aa", "c", 2, true, "b ab +")]
    [InlineData("aa", "c", 3, false, "aa ab b")]
    [InlineData("aa", "c", 3, true, "b ab aa")]
    [InlineData("aaa", "bb", 100, false, "ab b")]
    [InlineData("c", "", 1, false, "c +")]
    [InlineData("c", "", 1, true, "d +")]
    [InlineData("e", "", 1, false, "")]
    [InlineData("c", "b", 5, false, "")]
    [InlineData("c", "b", 5, true, "")]
    [InlineData("c", "c", 5, false, "")]
    public async Task A_range_is_a_page_of_an_interval_from_either_end(string from, string to, int limit, bool reverse, string expected)
    {
        await Store.CommitAsync(Put("b", ""), Put("d", ""), Put("ab", ""), Put("a", ""), Put("c", ""), Put("aa", ""));
        Assert.Equal(expected, await Store.KeysAsync(Range(from, to, limit, reverse)));
    }

    [Fact]
    public async Task A_prefix_is_an_interval()
    {
        await Store.CommitAsync(Put("a", ""), Put("ab", ""), Put("ab\u00ff", ""), Put("ab\u00ff\u00ff", ""), Put("ac", ""), Put("b", ""));
        Assert.Equal("ab ab\u00ff ab\u00ff\u00ff", await Store.KeysAsync(StoreRange.Prefix(Octets("ab"), 10)));
        Assert.Equal("ab\u00ff\u00ff ab\u00ff", await Store.KeysAsync(StoreRange.Prefix(Octets("ab\u00ff"), 10, reverse: true)));
        Assert.Equal("a ab ab\u00ff ab\u00ff\u00ff ac b", await Store.KeysAsync(StoreRange.Prefix(default, 10)));
    }

    [Fact]
    public async Task Pages_one_after_another_are_the_whole_interval()
    {
        await Store.CommitAsync([.. Enumerable.Range(0, 25).Select(number => Put($"key-{number:00}", $"{number}"))]);
        List<string> keys = [];
        ReadOnlyMemory<byte> from = default;
        RangeResult page;
        do
        {
            page = await Store.RangeAsync(new(from, default, 7), Token);
            keys.AddRange(page.Entries.Select(entry => Text(entry.Key)));
            from = (byte[])[.. page.Entries[^1].Key.Span, 0];
        }
        while (page.More);
        Assert.Equal(Enumerable.Range(0, 25).Select(number => $"key-{number:00}"), keys);
    }

    [Fact]
    public async Task A_page_ends_early_when_its_octets_are_too_many()
    {
        var value = new byte[Math.Min(Store.Limits.MaxValueOctets, Store.Limits.MaxBatchOctets - 64)];
        var fit = (Store.Limits.MaxRangeOctets / (value.Length + 2)) + 1; // it ends once it is full
        for (var number = 0; number <= fit + 1; number++)
        {
            await Store.CommitAsync(new([], [StoreOperation.Put(Octets($"{number:00}"), value)]), Token);
        }

        foreach (var reverse in (bool[])[false, true])
        {
            var page = await Store.RangeAsync(StoreRange.Prefix(default, 100, reverse), Token);
            Assert.Equal(fit, page.Entries.Length);
            Assert.True(page.More);
        }
    }

    [Fact]
    public async Task A_snapshot_does_not_see_later_commits()
    {
        await Store.CommitAsync(Put("a", "1"), Put("b", "1"));
        await using var snapshot = await Store.SnapshotAsync(Token);
        await Store.CommitAsync(Put("a", "2"), Delete("b"), Put("c", "2"));
        await using var later = await Store.SnapshotAsync(Token);
        await Store.CommitAsync(DeleteRange("", ""));

        Assert.Equal(("1", "1", null), (await snapshot.GetAsync("a"), await snapshot.GetAsync("b"), await snapshot.GetAsync("c")));
        Assert.Equal("a b", Keys(await snapshot.RangeAsync(Range("", ""), Token)));
        Assert.Equal("b +", Keys(await snapshot.RangeAsync(Range("", "", 1, reverse: true), Token)));
        Assert.Equal(("2", null, "2"), (await later.GetAsync("a"), await later.GetAsync("b"), await later.GetAsync("c")));
        Assert.True(snapshot.Revision < later.Revision);
        Assert.Equal(snapshot.Revision, (await snapshot.RangeAsync(Range("", ""), Token)).Revision);
        Assert.Equal("", await Store.KeysAsync(Range("", "")));
    }

    [Fact]
    public async Task A_page_says_as_of_which_revision_it_is()
    {
        var revision = await Store.PutAsync("a", "1");
        Assert.Equal(revision, (await Store.RangeAsync(Range("b", ""), Token)).Revision);
        await using var snapshot = await Store.SnapshotAsync(Token);
        Assert.Equal(revision, snapshot.Revision);
    }
}
