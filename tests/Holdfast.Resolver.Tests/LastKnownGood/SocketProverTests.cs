using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Holdfast.Resolver.LastKnownGood;
using Holdfast.Wire.Names;

namespace Holdfast.Resolver.Tests.LastKnownGood;

/// <summary>Proofs over real sockets on loopback.</summary>
public sealed class SocketProverTests : IDisposable
{
    private static readonly DomainName _name = DomainName.Parse("api.example.com");
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    private readonly X509Certificate2 _root = Root("Holdfast test root");
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();

    public SocketProverTests() => _listener.Start();

    private int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    [Fact]
    public async Task A_listening_address_is_alive_by_TCP() =>
        Assert.Equal(ProofOutcome.Alive, (await ProveAsync(Proof.Tcp(Port))).Outcome);

    [Fact]
    public async Task An_address_that_refuses_is_not()
    {
        var port = Port;
        _listener.Stop();
        Assert.Equal(ProofOutcome.Refused, (await ProveAsync(Proof.Tcp(port))).Outcome);
    }

    [Fact]
    public async Task A_certificate_that_is_valid_for_the_name_is_a_proof()
    {
        Serve(Leaf(_root, "api.example.com"));
        Assert.Equal(new ProofResult(ProofOutcome.Alive), await ProveAsync(Proof.Tls(Port)));
    }

    [Fact]
    public async Task A_wildcard_certificate_is_a_proof()
    {
        Serve(Leaf(_root, "*.example.com"));
        Assert.Equal(ProofOutcome.Alive, (await ProveAsync(Proof.Tls(Port))).Outcome);
    }

    [Fact]
    public async Task A_certificate_of_another_name_is_none()
    {
        Serve(Leaf(_root, "somebody-else.example.net"));
        var result = await ProveAsync(Proof.Tls(Port));
        Assert.Equal(ProofOutcome.WrongCertificate, result.Outcome);
        Assert.Contains("not valid for api.example.com", result.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_configured_name_is_the_one_that_counts()
    {
        Serve(Leaf(_root, "internal.example.net"));
        Assert.Equal(ProofOutcome.Alive, (await ProveAsync(Proof.Tls(Port, DomainName.Parse("internal.example.net")))).Outcome);
    }

    [Fact]
    public async Task A_certificate_of_an_unknown_authority_is_none()
    {
        Serve(Leaf(Root("Another root"), "api.example.com"));
        Assert.Equal(ProofOutcome.WrongCertificate, (await ProveAsync(Proof.Tls(Port))).Outcome);
    }

    [Fact]
    public async Task An_expired_certificate_is_none()
    {
        Serve(Leaf(_root, "api.example.com", expired: true));
        Assert.Equal(ProofOutcome.WrongCertificate, (await ProveAsync(Proof.Tls(Port))).Outcome);
    }

    [Fact]
    public async Task A_server_that_does_not_speak_TLS_is_no_proof_of_it()
    {
        Serve("SSH-2.0-OpenSSH_9.2\r\n"u8.ToArray());
        Assert.Equal(ProofOutcome.TlsFailed, (await ProveAsync(Proof.Tls(Port))).Outcome);
    }

    [Fact]
    public async Task A_server_that_accepts_and_says_nothing_times_out()
    {
        var result = await ProveAsync(Proof.Tls(Port), TimeSpan.FromMilliseconds(100));
        Assert.Equal(ProofOutcome.TimedOut, result.Outcome);
    }

    [Fact]
    public async Task A_proof_that_is_given_up_says_so()
    {
        using var stopped = new CancellationTokenSource();
        var proof = new SocketProver(TimeProvider.System, [_root]).ProveAsync(IPAddress.Loopback, Proof.Tls(Port), _name, _patience, stopped.Token);
        await stopped.CancelAsync();
        Assert.Equal(ProofOutcome.Cancelled, (await proof).Outcome);
    }

    public void Dispose()
    {
        _stopping.Cancel();
        _stopping.Dispose();
        _listener.Dispose();
        _root.Dispose();
    }

    private async Task<ProofResult> ProveAsync(Proof proof, TimeSpan? timeout = null) =>
        await new SocketProver(TimeProvider.System, [_root]).ProveAsync(IPAddress.Loopback, proof, _name, timeout ?? _patience, CancellationToken.None);

    private void Serve(X509Certificate2 certificate) => _ = AcceptAsync(async stream =>
    {
        using var tls = new SslStream(stream);
        await tls.AuthenticateAsServerAsync(certificate);
        await tls.ReadExactlyAsync(new byte[1], _stopping.Token);
    });

    private void Serve(byte[] greeting) => _ = AcceptAsync(async stream => await stream.WriteAsync(greeting, _stopping.Token));

    private async Task AcceptAsync(Func<NetworkStream, Task> talk)
    {
        try
        {
            using var socket = await _listener.AcceptSocketAsync(_stopping.Token);
            using var stream = new NetworkStream(socket);
            await talk(stream);
        }
        catch (Exception)
        {
            // The client hangs up when it has seen enough; what it saw is what is tested.
        }
    }

    private static X509Certificate2 Root(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-30), DateTimeOffset.UtcNow.AddDays(30));
    }

    private static X509Certificate2 Leaf(X509Certificate2 root, string name, bool expired = false)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=leaf", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        var until = DateTimeOffset.UtcNow.AddDays(expired ? -1 : 1);
        using var certificate = request.Create(root, DateTimeOffset.UtcNow.AddDays(-2), until, [1, 2, 3, 4]);
        return certificate.CopyWithPrivateKey(key);
    }
}
