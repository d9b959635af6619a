using System.Runtime.CompilerServices;
using Etcdserverpb;
using Grpc.Core;
using Mvccpb;

namespace Holdfast.Store.Etcd;

/// <summary>One watch, taken up at another member after the last whole commit whenever a member fails or falls silent.</summary>
internal sealed class EtcdWatch(EtcdCluster cluster, EtcdKeys keys, EtcdOptions options, TimeProvider time)
{
    public async IAsyncEnumerable<StoreChange> FollowAsync(StoreWatch watch, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, cluster.Closing);
        var after = watch.After;
        EtcdWatchStream? stream = null;
        try
        {
            while (true)
            {
                ImmutableArray<StoreCommit> commits = [];
                var member = stream?.Member ?? cluster.Current;
                try
                {
                    stream ??= await EtcdWatchStream.OpenAsync(cluster, member, Request(watch, after), stop.Token);
                    commits = Commits(await stream.NextAsync(options.WatchSilence, time, stop.Token), after);
                }
                catch (Exception failure) when (failure is RpcException or OperationCanceledException or ObjectDisposedException or TimeoutException or InvalidOperationException)
                {
                    ThrowIfOver(cancellationToken);
                    stream?.Dispose();
                    stream = null;
                    if (!await RecoverAsync(failure, member, stop.Token))
                    {
                        ThrowIfOver(cancellationToken);
                    }
                }

                foreach (var commit in commits)
                {
                    foreach (var change in commit.Within(watch))
                    {
                        ThrowIfOver(cancellationToken);
                        yield return change;
                    }

                    after = commit.Revision;
                }
            }
        }
        finally
        {
            stream?.Dispose();
        }
    }

    private WatchRequest Request(StoreWatch watch, Revision after)
    {
        var (from, to) = keys.Interval(watch.From, watch.To);
        return new() { CreateRequest = new() { Key = from, RangeEnd = to, StartRevision = after.Value + 1 } };
    }

    // A response has all events of its revisions (unless fragments were asked for), in the order of the transaction.
    private ImmutableArray<StoreCommit> Commits(WatchResponse response, Revision after)
    {
        if (response.CompactRevision > 0)
        {
            throw StoreException.Compacted(after, new(response.CompactRevision));
        }

        if (response.Canceled)
        {
            throw new RpcException(new(StatusCode.Unavailable, response.CancelReason));
        }

        return
        [
            .. response.Events.GroupBy(one => one.Kv.ModRevision).OrderBy(commit => commit.Key)
                .Select(commit => StoreCommit.Of(new(commit.Key), [.. commit.Select(Change)])),
        ];
    }

    private StoreChange Change(Event one) => new(
        new(one.Kv.ModRevision), keys.Own(one.Kv), one.Type == Event.Types.EventType.Put ? keys.Entry(one.Kv) : null, EndsCommit: false);

    private async Task<bool> RecoverAsync(Exception failure, EtcdMember member, CancellationToken stop)
    {
        switch (EtcdFailure.Judge(failure))
        {
            case EtcdOutcome.Final:
                throw EtcdFailure.Describe((RpcException)failure);
            case EtcdOutcome.NoToken:
                cluster.ForgetToken();
                break;
            default:
                cluster.Leave(member);
                break;
        }

        try
        {
            await cluster.PauseAsync(stop);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private void ThrowIfOver(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (cluster.Closing.IsCancellationRequested)
        {
            throw StoreException.Closed();
        }
    }
}
