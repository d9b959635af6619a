using Etcdserverpb;
using Google.Protobuf;
using Mvccpb;

namespace Holdfast.Store.Etcd;

/// <summary>Between the store's keys and etcd's, which begin with a prefix.</summary>
internal sealed class EtcdKeys(ReadOnlyMemory<byte> prefix)
{
    private static readonly ByteString _all = ByteString.CopyFrom(0); // as an end it stands for no end, as a key for the first one

    public ByteString Key(ReadOnlyMemory<byte> key) =>
        UnsafeByteOperations.UnsafeWrap(prefix.IsEmpty ? key : (byte[])[.. prefix.Span, .. key.Span]);

    public (ByteString From, ByteString To) Interval(ReadOnlyMemory<byte> from, ReadOnlyMemory<byte> to)
    {
        var end = to.IsEmpty ? Octets.AfterPrefix(prefix.Span) : Key(to).Memory;
        return (from.IsEmpty && prefix.IsEmpty ? _all : Key(from), end.IsEmpty ? _all : UnsafeByteOperations.UnsafeWrap(end));
    }

    public ReadOnlyMemory<byte> Own(KeyValue pair) => pair.Key.Memory[prefix.Length..];

    public StoreEntry Entry(KeyValue pair) => new(Own(pair), pair.Value.Memory, new(pair.CreateRevision), new(pair.ModRevision));

    /// <summary>A batch as a transaction. When it is refused it reads what the conditions are about, to say which one failed.</summary>
    public TxnRequest Transaction(StoreBatch batch)
    {
        TxnRequest transaction = new();
        foreach (var condition in batch.Conditions)
        {
            var key = Key(condition.Key);
            transaction.Compare.Add(Comparison(condition, key));
            transaction.Failure.Add(new RequestOp { RequestRange = new() { Key = key, KeysOnly = condition.Kind != StoreConditionKind.ValueIs } });
        }

        foreach (var operation in batch.Operations)
        {
            switch (operation.Kind)
            {
                case StoreOperationKind.Put:
                    transaction.Success.Add(new RequestOp
                    {
                        RequestPut = new() { Key = Key(operation.Key), Value = UnsafeByteOperations.UnsafeWrap(operation.Value) },
                    });
                    break;
                case StoreOperationKind.Delete:
                    transaction.Success.Add(new RequestOp { RequestDeleteRange = new() { Key = Key(operation.Key) } });
                    break;
                case StoreOperationKind.DeleteRange when operation.To.IsEmpty || operation.Key.Span.SequenceCompareTo(operation.To.Span) < 0:
                    var (from, to) = Interval(operation.Key, operation.To);
                    transaction.Success.Add(new RequestOp { RequestDeleteRange = new() { Key = from, RangeEnd = to } });
                    break;
            }
        }

        return transaction;
    }

    public CommitResult Result(StoreBatch batch, TxnResponse response)
    {
        Revision revision = new(response.Header.Revision);
        if (response.Succeeded)
        {
            return CommitResult.Committed(revision);
        }

        var failed = 0;
        while (batch.Conditions[failed].Holds(response.Responses[failed].ResponseRange.Kvs is [var pair] ? Entry(pair) : null))
        {
            failed++;
        }

        return CommitResult.Refused(failed, revision);
    }

    private static Compare Comparison(StoreCondition condition, ByteString key) => condition.Kind switch
    {
        StoreConditionKind.Absent =>
            new() { Key = key, Target = Compare.Types.CompareTarget.Create, Result = Compare.Types.CompareResult.Equal, CreateRevision = 0 },
        StoreConditionKind.Present =>
            new() { Key = key, Target = Compare.Types.CompareTarget.Create, Result = Compare.Types.CompareResult.Greater, CreateRevision = 0 },
        StoreConditionKind.ModifiedAt => new()
        {
            Key = key, Target = Compare.Types.CompareTarget.Mod, Result = Compare.Types.CompareResult.Equal, ModRevision = condition.Modified.Value,
        },
        _ => new()
        {
            Key = key, Target = Compare.Types.CompareTarget.Value, Result = Compare.Types.CompareResult.Equal,
            Value = UnsafeByteOperations.UnsafeWrap(condition.Value),
        },
    };
}
