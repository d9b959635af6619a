using Etcdserverpb;
using Grpc.Core;

namespace Holdfast.Store.Etcd;

/// <summary>A watch at one member, which is asked for a sign of life when it is silent.</summary>
internal sealed class EtcdWatchStream : IDisposable
{
    private readonly AsyncDuplexStreamingCall<WatchRequest, WatchResponse> _call;

    private EtcdWatchStream(EtcdMember member, AsyncDuplexStreamingCall<WatchRequest, WatchResponse> call) => (Member, _call) = (member, call);

    public EtcdMember Member { get; }

    public static async Task<EtcdWatchStream> OpenAsync(EtcdCluster cluster, EtcdMember member, WatchRequest request, CancellationToken stop)
    {
        EtcdWatchStream stream = new(member, member.Watches.Watch(await cluster.HeadersAsync(member, stop), cancellationToken: stop));
        try
        {
            await stream._call.RequestStream.WriteAsync(request, stop);
            return stream;
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>The next response; one without events is a sign of life.</summary>
    /// <exception cref="TimeoutException">The member is silent.</exception>
    public async Task<WatchResponse> NextAsync(TimeSpan silence, TimeProvider time, CancellationToken stop)
    {
        var next = _call.ResponseStream.MoveNext(stop);
        try
        {
            return await TakeAsync(next.WaitAsync(silence, time, stop));
        }
        catch (TimeoutException)
        {
            await _call.RequestStream.WriteAsync(new() { ProgressRequest = new() }, stop).WaitAsync(silence, time, stop);
            return await TakeAsync(next.WaitAsync(silence, time, stop));
        }
    }

    public void Dispose() => _call.Dispose();

    private async Task<WatchResponse> TakeAsync(Task<bool> next) =>
        await next ? _call.ResponseStream.Current : throw new RpcException(new(StatusCode.Unavailable, "the member ended the watch"));
}
