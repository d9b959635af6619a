using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Etcdserverpb;
using Grpc.Net.Client;

namespace Holdfast.Store.Etcd;

/// <summary>
/// A connection to one member. The package's own client retries whatever was unavailable, commits too, which may then be made
/// twice or be refused by their own first attempt; so only its messages and calls are used, and one channel a member.
/// </summary>
internal sealed class EtcdMember : IDisposable
{
    private readonly GrpcChannel _channel;
    private volatile bool _everConnected;

    public EtcdMember(Uri address, EtcdOptions options)
    {
        Address = address;
        SocketsHttpHandler handler = new()
        {
            EnableMultipleHttp2Connections = true,
            ConnectTimeout = options.AttemptTimeout,
            KeepAlivePingDelay = TimeSpan.FromSeconds(10), // etcd refuses more than one in 5 s
            KeepAlivePingTimeout = TimeSpan.FromSeconds(5),
            // With a callback of ours gRPC leaves connecting to the handler, and a refused connection is told from a broken one.
            ConnectCallback = async (context, cancellationToken) =>
            {
                Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                try
                {
                    await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
                    return new NetworkStream(socket, ownsSocket: true);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            },
            SslOptions = Tls(options),
            PlaintextStreamFilter = (context, _) =>
            {
                _everConnected = true; // TLS included
                return ValueTask.FromResult(context.PlaintextStream);
            },
        };
        _channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions
        {
            HttpHandler = handler,
            DisposeHttpClient = true,
            MaxReceiveMessageSize = null, // pages of the largest values; what is asked for is limited
            ThrowOperationCanceledOnCancellation = true,
        });
        var calls = _channel.CreateCallInvoker();
        (Keys, Watches, Users) = (new(calls), new(calls), new(calls));
    }

    public Uri Address { get; }

    /// <summary>Whether there ever was a connection; before it nothing can have been sent.</summary>
    public bool EverConnected => _everConnected;

    public KV.KVClient Keys { get; }

    public Watch.WatchClient Watches { get; }

    public Auth.AuthClient Users { get; }

    public void Dispose() => _channel.Dispose();

    private static SslClientAuthenticationOptions Tls(EtcdOptions options)
    {
        SslClientAuthenticationOptions tls = new();
        if (options.TrustedRoots is { } roots)
        {
            X509ChainPolicy policy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.AddRange(roots);
            tls.CertificateChainPolicy = policy;
        }

        if (options.ClientCertificate is { } own)
        {
            tls.ClientCertificates = [own];
        }

        return tls;
    }
}
