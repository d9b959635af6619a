using static Holdfast.Store.Tests.Contract.StoreText;

namespace Holdfast.Store.Tests.Contract;

public abstract partial class StoreContract
{
    [Fact]
    public async Task What_just_fits_is_taken()
    {
        var limits = Store.Limits;
        var key = new byte[limits.MaxKeyOctets];
        await Store.CommitAsync(new([], [StoreOperation.Put(key, new byte[Math.Min(limits.MaxValueOctets, limits.MaxBatchOctets - key.Length)])]), Token);
        Assert.NotNull(await Store.GetAsync(key, Token));
        await Store.CommitAsync(
            new(
                [.. Enumerable.Range(0, limits.MaxBatchOperations).Select(number => StoreCondition.Absent(Octets($"{number}")))],
                [.. Enumerable.Range(0, limits.MaxBatchOperations).Select(number => Put($"{number}", ""))]),
            Token);
        Assert.NotNull(await Store.GetAsync($"{limits.MaxBatchOperations - 1}"));
        Assert.NotEmpty((await Store.RangeAsync(StoreRange.Prefix(default, limits.MaxRangeEntries), Token)).Entries);
    }

    [Fact]
    public async Task What_is_too_much_is_refused_and_names_the_limit()
    {
        var limits = Store.Limits;
        byte[] key = new byte[limits.MaxKeyOctets + 1], value = new byte[limits.MaxValueOctets + 1];
        await AssertRefusedAsync(nameof(limits.MaxKeyOctets), () => Store.GetAsync(key, Token).AsTask());
        await AssertRefusedAsync(nameof(limits.MaxKeyOctets), () => Store.RangeAsync(new(key, default, 1), Token).AsTask());
        await AssertRefusedAsync(nameof(limits.MaxKeyOctets), () => Store.RangeAsync(new(default, key, 1), Token).AsTask());
        await AssertRefusedAsync(nameof(limits.MaxKeyOctets), () => Store.TakeAsync(new(key, default, Revision.None), 1));
        await AssertRefusedAsync(nameof(limits.MaxKeyOctets), () => CommitAsync([StoreCondition.Absent(key)], []));
        await AssertRefusedAsync(nameof(limits.MaxKeyOctets), () => CommitAsync([], [StoreOperation.Delete(key)]));
        await AssertRefusedAsync(nameof(limits.MaxValueOctets), () => CommitAsync([], [StoreOperation.Put(Octets("a"), value)]));
        await AssertRefusedAsync(nameof(limits.MaxValueOctets), () => CommitAsync([StoreCondition.ValueIs(Octets("a"), value)], []));
        await AssertRefusedAsync(nameof(limits.MaxRangeEntries), () => Store.RangeAsync(Range("", "", limits.MaxRangeEntries + 1), Token).AsTask());
        await AssertRefusedAsync("0 entries", () => Store.RangeAsync(Range("", "", 0), Token).AsTask());
        var many = Enumerable.Range(0, limits.MaxBatchOperations + 1).Select(number => Octets($"{number}")).ToArray();
        await AssertRefusedAsync(nameof(limits.MaxBatchOperations), () => CommitAsync([], [.. many.Select(one => StoreOperation.Put(one, default))]));
        await AssertRefusedAsync(nameof(limits.MaxBatchOperations), () => CommitAsync([.. many.Select(one => StoreCondition.Absent(one))], []));
        var large = new byte[limits.MaxValueOctets];
        var enough = limits.MaxBatchOctets / large.Length;
        await AssertRefusedAsync(
            nameof(limits.MaxBatchOctets), () => CommitAsync([], [.. many[..enough].Select(one => StoreOperation.Put(one, large))]));
        await AssertRefusedAsync(
            nameof(limits.MaxBatchOctets), () => CommitAsync([.. many[..enough].Select(one => StoreCondition.ValueIs(one, large))], []));
        Assert.Equal("", await Store.KeysAsync(Range("", "")));
    }

    [Fact]
    public async Task A_key_needs_an_octet()
    {
        await AssertRefusedAsync("at least one octet", () => Store.GetAsync(default, Token).AsTask());
        await AssertRefusedAsync("at least one octet", () => CommitAsync([], [Put("", "")]));
        await AssertRefusedAsync("at least one octet", () => CommitAsync([], [Delete("")]));
        await AssertRefusedAsync("at least one octet", () => CommitAsync([StoreCondition.Present(default)], []));
    }

    [Fact]
    public async Task A_key_may_be_changed_once_in_a_batch()
    {
        await AssertRefusedAsync("once", () => CommitAsync([], [Put("a", "1"), Put("b", "1"), Put("a", "2")]));
        await AssertRefusedAsync("once", () => CommitAsync([], [Put("a", "1"), Delete("a")]));
        await AssertRefusedAsync("once", () => CommitAsync([], [DeleteRange("a", "c"), Put("b", "1")]));
        await AssertRefusedAsync("once", () => CommitAsync([], [DeleteRange("", ""), Put("b", "1")]));
        Assert.Equal("", await Store.KeysAsync(Range("", "")));
    }

    [Fact]
    public async Task What_was_cancelled_before_it_began_is_not_done()
    {
        CancellationToken cancelled = new(canceled: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Store.GetAsync(Octets("a"), cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Store.RangeAsync(Range("", ""), cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Store.SnapshotAsync(cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Store.CommitAsync(new([], [Put("a", "1")]), cancelled));
        Assert.Null(await Store.GetAsync("a"));
    }

    [Fact]
    public async Task A_closed_store_says_so_and_may_be_closed_again()
    {
        await Store.PutAsync("a", "1");
        var snapshot = await Store.SnapshotAsync(Token);
        var watching = Store.TakeAsync(StoreWatch.Prefix(Octets("z"), snapshot.Revision), 1);
        await Store.DisposeAsync();
        await Store.DisposeAsync();
        await AssertClosedAsync(() => watching);
        await AssertClosedAsync(() => Store.GetAsync(Octets("a"), Token).AsTask());
        await AssertClosedAsync(() => Store.RangeAsync(Range("", ""), Token).AsTask());
        await AssertClosedAsync(() => Store.SnapshotAsync(Token).AsTask());
        await AssertClosedAsync(() => CommitAsync([], [Put("a", "2")]));
        await AssertClosedAsync(() => Store.TakeAsync(StoreWatch.Prefix(default, Revision.None), 1));
        await snapshot.DisposeAsync();
        await AssertClosedAsync(() => snapshot.GetAsync(Octets("a"), Token).AsTask());
    }

    private Task<CommitResult> CommitAsync(StoreCondition[] conditions, StoreOperation[] operations) =>
        Store.CommitAsync(new([.. conditions], [.. operations]), Token).AsTask();

    private static async Task AssertRefusedAsync(string says, Func<Task> use) =>
        Assert.Contains(says, (await Assert.ThrowsAsync<ArgumentException>(use)).Message, StringComparison.Ordinal);

    private static async Task AssertClosedAsync(Func<Task> use) =>
        Assert.Equal(StoreFault.Closed, (await Assert.ThrowsAsync<StoreException>(use)).Fault);
}
