using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Holdfast.Endpoints.Observing;
using Holdfast.TestPeers.Certificates;
using Holdfast.TestPeers.Tools;
using Microsoft.Extensions.Time.Testing;
using CertificateFiles = Holdfast.Certificates.CertificateFiles;

namespace Holdfast.Balancing.Tests;

/// <summary>Virtual addresses over TLS.</summary>
public sealed class VirtualAddressTlsTests : IDisposable
{
    private readonly TestAuthority _authority = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("holdfast-tls-").FullName;

    public void Dispose()
    {
        _authority.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("2.0")]
    [InlineData("1.1")]
    public async Task A_client_agrees_on_its_version_in_the_handshake(string version)
    {
        await using var test = await TestAddress.StartAsync(2, WithCertificate("api.example.com"));
        using var client = Client(test, _ => { });
        using var request = new HttpRequestMessage(HttpMethod.Get, "/") { Version = Version.Parse(version), VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(Version.Parse(version), response.Version);
        Assert.StartsWith("node-", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--http2", "2")]
    [InlineData("--http1.1", "1.1")]
    public async Task Curl_is_served(string option, string version)
    {
        await using var test = await TestAddress.StartAsync(2, WithCertificate("api.example.com"));
        var port = test.Address.EndPoints[0].Port;
        var result = await CommandLineTool.RunAsync(
            "curl",
            [option, "--silent", "--show-error", "--cacert", Path.Combine(_folder, "authority.pem"), "--resolve", $"api.example.com:{port}:127.0.0.1", "--write-out", " %{http_version}", $"https://api.example.com:{port}/"],
            null,
            TestContext.Current.CancellationToken);
        Assert.Equal("", result.Error);
        Assert.Matches($"^node-[01] {version}$", result.Output);
    }

    [Fact]
    public async Task A_certificate_is_read_again_when_its_files_change_and_kept_when_they_break()
    {
        var time = new FakeTimeProvider();
        await using var test = await TestAddress.StartAsync(1, WithCertificate("old.example.com"), time);
        Assert.Equal("CN=old.example.com", await SubjectAsync(test));
        using (var renewed = _authority.Issue(["new.example.com"]))
        {
            renewed.WriteTo(_folder);
        }

        time.Advance(test.Options.FileCheckInterval);
        Assert.Equal("CN=new.example.com", await SubjectAsync(test));
        await File.WriteAllTextAsync(Path.Combine(_folder, "chain.pem"), "not a certificate", TestContext.Current.CancellationToken);
        time.Advance(test.Options.FileCheckInterval);
        Assert.Equal("CN=new.example.com", await SubjectAsync(test));
        Assert.Contains(test.Log.Lines, line => line.StartsWith("Error: Certificate ", StringComparison.Ordinal) && line.Contains("cannot be used, the one before stays", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null, "cannot be used: Could not find file")]
    [InlineData("not a certificate", "holds no certificate; allowed: a certificate and its private key")]
    public async Task A_certificate_that_cannot_be_read_is_told(string? text, string line)
    {
        var path = Path.Combine(_folder, "broken.pem");
        if (text is not null)
        {
            await File.WriteAllTextAsync(path, text, TestContext.Current.CancellationToken);
        }

        var options = Pools.Of(1) with { Certificate = new CertificateFiles(path) };
        await using var address = new VirtualAddress(options, new HealthBoard(), new BalancingMetrics(), TimeProvider.System, new Random(1), new LogLines());
        var fault = (await address.TryStartAsync(TestContext.Current.CancellationToken))?.ToString();
        Assert.StartsWith($"virtual-address.certificate '{path}' cannot be used: ", fault, StringComparison.Ordinal);
        Assert.Contains(line, fault, StringComparison.Ordinal);
    }

    private Func<VirtualAddressOptions, VirtualAddressOptions> WithCertificate(string name)
    {
        using var certificate = _authority.Issue([name]);
        var files = certificate.WriteTo(_folder);
        return options => options with
        {
            Listen = [new ClientEndPoint(new IPEndPoint(IPAddress.Loopback, 0), ClientProtocol.Https)],
            Certificate = new CertificateFiles(files.ChainPath, files.KeyPath),
        };
    }

    private HttpClient Client(TestAddress test, Action<X509Certificate> see)
    {
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trust.CustomTrustStore.Add(_authority.Certificate);
        var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = trust;
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
        {
            see(certificate!);
            return (errors & ~SslPolicyErrors.RemoteCertificateNameMismatch) == 0; // it is asked by address
        };
        return new HttpClient(handler) { BaseAddress = test.Client.BaseAddress };
    }

    private async Task<string> SubjectAsync(TestAddress test)
    {
        var subject = "";
        using var client = Client(test, certificate => subject = certificate.Subject);
        await client.GetStringAsync(new Uri("/", UriKind.Relative), TestContext.Current.CancellationToken);
        return subject;
    }
}
