using CsCheck;
using static Holdfast.Store.Tests.Contract.StoreText;

namespace Holdfast.Store.Tests.Contract;

public abstract partial class StoreContract
{
    private static readonly string[] _keys = ["a", "aa", "ab", "b", "b\0", "b\u00ff", "c", "\u00ff"];
    private static readonly Gen<string> _genKey = Gen.Int[0, _keys.Length - 1].Select(at => _keys[at]);
    private static readonly Gen<string> _genEnd = Gen.OneOf(_genKey, Gen.Const(""));

    private static readonly Gen<StoreOperation> _genOperation = Gen.OneOf(
        Gen.Select(_genKey, Gen.Int[0, 3], (key, value) => Put(key, $"{value}")),
        _genKey.Select(Delete),
        Gen.Select(_genEnd, _genEnd, DeleteRange));

    private static readonly Gen<StoreCondition> _genCondition = Gen.OneOf(
        _genKey.Select(key => StoreCondition.Absent(Octets(key))),
        _genKey.Select(key => StoreCondition.Present(Octets(key))),
        Gen.Select(_genKey, Gen.Int[0, 3], (key, value) => StoreCondition.ValueIs(Octets(key), Octets($"{value}"))));

    private static readonly Gen<StoreBatch> _genBatch = Gen.Select(
        Gen.Frequency((3, Gen.Const(Array.Empty<StoreCondition>())), (1, _genCondition.Array[1, 2])), _genOperation.Array[0, 4],
        (conditions, operations) => new StoreBatch([.. conditions], [.. operations]));

    private static readonly Gen<StoreRange> _genRange = Gen.Select(_genEnd, _genEnd, Gen.Int[1, 9], Gen.Bool, Range);

    /// <summary>How many sequences are tried.</summary>
    protected virtual int ModelSequences => 200;

    [Fact]
    public async Task Any_sequence_of_operations_agrees_with_a_sorted_dictionary() =>
        await Gen.Select(_genBatch, _genRange).Array[1, 20].SampleAsync(
            async steps =>
            {
                await Store.CommitAsync(DeleteRange("", ""));
                StoreModel model = new();
                await using (var start = await Store.SnapshotAsync(Token))
                {
                    model.Begin(start.Revision);
                }

                var after = model.Revision;
                foreach (var (batch, range) in steps)
                {
                    if (!StoreModel.IsAllowed(batch))
                    {
                        await Assert.ThrowsAsync<ArgumentException>(() => Store.CommitAsync(batch, Token).AsTask());
                        continue;
                    }

                    var result = await Store.CommitAsync(batch, Token);
                    Assert.Equal(model.Commit(batch, result.Revision), result);
                    var page = await Store.RangeAsync(range, Token);
                    var expected = model.Range(range);
                    Assert.Equal(expected.Entries, page.Entries);
                    Assert.Equal((expected.More, expected.Revision), (page.More, page.Revision));
                    foreach (var condition in batch.Conditions)
                    {
                        Assert.Equal(model.Get(condition.Key), await Store.GetAsync(condition.Key, Token));
                    }
                }

                if (model.Changes.Count > 0)
                {
                    Assert.Equal(model.Changes, await Store.TakeAsync(StoreWatch.Prefix(default, after), model.Changes.Count));
                }
            },
            iter: ModelSequences, threads: 1);
}
