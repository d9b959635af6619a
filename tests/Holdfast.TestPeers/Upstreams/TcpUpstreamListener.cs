using System.Buffers.Binary;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Holdfast.TestPeers.Certificates;

namespace Holdfast.TestPeers.Upstreams;

/// <summary>Answers over TCP or TLS, pipelined: a late reply does not hold back those after it.</summary>
internal sealed class TcpUpstreamListener : IDisposable
{
    private readonly FaultyAuthority _authority;
    private readonly TestCertificate? _certificate;
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _ended = new();
    private readonly long _origin = TimeProvider.System.GetTimestamp();

    public TcpUpstreamListener(FaultyAuthority authority, int port, TestCertificate? certificate)
    {
        _authority = authority;
        _certificate = certificate;
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start();
        _ = AcceptAsync();
    }

    public IPEndPoint EndPoint => (IPEndPoint)_listener.LocalEndpoint;

    public void Dispose()
    {
        _ended.Cancel();
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_ended.IsCancellationRequested)
        {
            try
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_ended.Token));
            }
            catch (Exception gone) when (gone is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // Closed, or a client that left before it was accepted.
            }
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var connection = client;
        client.NoDelay = true;
        using var writing = new SemaphoreSlim(1);
        try
        {
            await using var stream = await OpenAsync(client);
            var prefix = new byte[2];
            while (true)
            {
                await stream.ReadExactlyAsync(prefix, _ended.Token);
                var query = new byte[BinaryPrimitives.ReadUInt16BigEndian(prefix)];
                await stream.ReadExactlyAsync(query, _ended.Token);
                var reply = _authority.Answer(query, false, TimeProvider.System.GetElapsedTime(_origin), Random.Shared);
                if (reply?.ToOctets() is { } octets)
                {
                    var sent = SendAsync(stream, writing, octets, reply.Delay);
                    if (reply.Delay == TimeSpan.Zero)
                    {
                        await sent;
                    }
                }
            }
        }
        catch (Exception gone) when (gone is IOException or SocketException or OperationCanceledException or AuthenticationException or ObjectDisposedException)
        {
            // The client left, or the listener ends.
        }
    }

    private async Task<Stream> OpenAsync(TcpClient client)
    {
        if (_certificate is null)
        {
            return client.GetStream();
        }

        var tls = new SslStream(client.GetStream());
        await tls.AuthenticateAsServerAsync(
            new SslServerAuthenticationOptions
            {
                ServerCertificate = _certificate.Certificate,
                ApplicationProtocols = [new SslApplicationProtocol("dot")],
            },
            _ended.Token);
        return tls;
    }

    private async Task SendAsync(Stream stream, SemaphoreSlim writing, byte[] octets, TimeSpan delay)
    {
        try
        {
            await Task.Delay(delay, _ended.Token);
            var framed = new byte[octets.Length + 2];
            BinaryPrimitives.WriteUInt16BigEndian(framed, (ushort)octets.Length);
            octets.CopyTo(framed, 2);
            await writing.WaitAsync(_ended.Token);
            try
            {
                await stream.WriteAsync(framed, _ended.Token);
                await stream.FlushAsync(_ended.Token);
            }
            finally
            {
                writing.Release();
            }
        }
        catch (Exception gone) when (gone is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The client left before its late reply.
        }
    }
}
