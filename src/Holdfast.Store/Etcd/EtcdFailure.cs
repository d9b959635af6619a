using Grpc.Core;

namespace Holdfast.Store.Etcd;

/// <summary>What an attempt that failed means for the next one.</summary>
internal enum EtcdOutcome
{
    /// <summary>It may have been done.</summary>
    Unknown,

    /// <summary>It was certainly not done: it may be tried again, elsewhere.</summary>
    NotDone,

    /// <summary>It was certainly not done, for want of a token that is valid.</summary>
    NoToken,

    /// <summary>It was certainly not done, and would not be elsewhere either.</summary>
    Final,
}

/// <summary>What etcd answers when it does not do what it was asked; its texts are in api/v3rpc/rpctypes/error.go.</summary>
internal static class EtcdFailure
{
    public static EtcdOutcome Judge(Exception failure) => failure is not RpcException rpc ? EtcdOutcome.Unknown : rpc.StatusCode switch
    {
        _ when NeverConnected(rpc) => EtcdOutcome.NotDone,
        StatusCode.Unauthenticated => EtcdOutcome.NoToken,
        StatusCode.ResourceExhausted when Says(rpc, "too many requests") => EtcdOutcome.NotDone,
        StatusCode.Unavailable when Says(rpc, "etcdserver: no leader") => EtcdOutcome.NotDone,
        _ when Says(rpc, "raft proposal dropped") => EtcdOutcome.NotDone,
        StatusCode.InvalidArgument when Says(rpc, "user name is empty") => EtcdOutcome.NoToken,
        StatusCode.InvalidArgument or StatusCode.OutOfRange or StatusCode.PermissionDenied or StatusCode.ResourceExhausted
            or StatusCode.FailedPrecondition or StatusCode.DataLoss or StatusCode.Unimplemented or StatusCode.NotFound => EtcdOutcome.Final,
        _ => EtcdOutcome.Unknown,
    };

    /// <summary>What the store says of a final failure.</summary>
    public static StoreException Describe(RpcException failure) => new(
        failure.StatusCode switch
        {
            StatusCode.OutOfRange when Says(failure, "compacted") => StoreFault.Compacted,
            StatusCode.ResourceExhausted when Says(failure, "space exceeded") => StoreFault.DiskFull,
            StatusCode.DataLoss => StoreFault.Corrupt,
            _ => StoreFault.Unavailable,
        },
        $"etcd: {failure.Status.Detail}", failure);

    private static bool NeverConnected(RpcException failure) =>
        failure.Status.DebugException is HttpRequestException
        {
            HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError,
        };

    private static bool Says(RpcException failure, string text) => failure.Status.Detail.Contains(text, StringComparison.Ordinal);
}
