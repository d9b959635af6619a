using Etcdserverpb;
using Google.Protobuf;
using Grpc.Net.Client;
using Holdfast.Store;
using Holdfast.Store.Etcd;
using Holdfast.TestPeers.RealServers;

namespace Holdfast.Load.Store;

/// <summary>The store on a three-member cluster beside its gRPC client called directly, one channel to the same member.</summary>
internal static class EtcdBench
{
    private const int Workers = 8;

    public static async Task RunAsync(StoreBench bench, CancellationToken stop)
    {
        await using var servers = await EtcdServers.StartAsync(cancellationToken: stop);
        await using EtcdStore store = new(new() { Endpoints = [.. servers.Endpoints] });
        using var channel = GrpcChannel.ForAddress(servers.Endpoints[0]);
        KV.KVClient raw = new(channel);
        var value = UnsafeByteOperations.UnsafeWrap(StoreBench.Value);
        await store.CommitAsync(new([], [StoreOperation.Put("read"u8.ToArray(), StoreBench.Value)]), stop);

        async ValueTask PutRawAsync(int number) => await raw.PutAsync(new() { Key = Wrap(number), Value = value }, cancellationToken: stop);

        async ValueTask PutAsync(int number) => await store.CommitAsync(new([], [StoreOperation.Put(StoreBench.Key(number), StoreBench.Value)]), stop);

        async ValueTask GetRawAsync(int number) => await raw.RangeAsync(new() { Key = ByteString.CopyFromUtf8("read") }, cancellationToken: stop);

        async ValueTask GetAsync(int number) => await store.GetAsync("read"u8.ToArray(), stop);

        async ValueTask PutIfAbsentRawAsync(int number)
        {
            TxnRequest transaction = new();
            transaction.Compare.Add(new Compare { Key = Wrap(number), Target = Compare.Types.CompareTarget.Create, CreateRevision = 0 });
            transaction.Success.Add(new RequestOp { RequestPut = new() { Key = Wrap(number), Value = value } });
            transaction.Failure.Add(new RequestOp { RequestRange = new() { Key = Wrap(number) } });
            await raw.TxnAsync(transaction, cancellationToken: stop);
        }

        async ValueTask PutIfAbsentAsync(int number) => await store.CommitAsync(
            new([StoreCondition.Absent(StoreBench.Key(number))], [StoreOperation.Put(StoreBench.Key(number), StoreBench.Value)]), stop);

        await bench.RunAsync(
            [
                new($"etcd: put, {Workers} clients", Workers, PutAsync, PutRawAsync),
                new($"etcd: linearizable get, {Workers} clients", Workers, GetAsync, GetRawAsync),
                new($"etcd: put if absent, {Workers} clients", Workers, PutIfAbsentAsync, PutIfAbsentRawAsync),
            ],
            stop);
    }

    private static ByteString Wrap(int number) => UnsafeByteOperations.UnsafeWrap(StoreBench.Key(number));
}
