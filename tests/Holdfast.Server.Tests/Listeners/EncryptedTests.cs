#pragma warning disable CA5359 // whose certificate it is, is what these tests ask
using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Holdfast.Resolver.Exchanges;
using Holdfast.TestPeers.Certificates;
using Holdfast.TestPeers.Tools;
using Microsoft.Extensions.Time.Testing;

namespace Holdfast.Server.Tests.Listeners;

public sealed class EncryptedTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("holdfast-").FullName;
    private readonly TestAuthority _authority = new();

    public void Dispose()
    {
        _authority.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(Transport.Tls, "+tls")]
    [InlineData(Transport.Https, "+https")]
    [InlineData(Transport.Https, "+https-get")]
    public async Task Kdig_verifies_the_certificate_and_gets_its_answer(Transport transport, string flag)
    {
        var files = Certify("dns.holdfast.test");
        await using var server = await TestServer.StartAsync(Options(files));
        var result = await Dig.KdigAsync(server.At(transport), "www.example.com", "A", flag, $"+tls-ca={files.AuthorityPath}", "+tls-hostname=dns.holdfast.test", "+padding");
        Assert.Contains("192.0.2.1", result.Output, StringComparison.Ordinal);
        Assert.Contains("468 B", result.Output, StringComparison.Ordinal);
        var other = await Dig.KdigAsync(server.At(transport), "www.example.com", "A", flag, $"+tls-ca={files.AuthorityPath}", "+tls-hostname=other.test");
        Assert.DoesNotContain("192.0.2.1", other.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_certificate_is_served_and_a_bad_one_is_not()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var files = Certify("first.test");
        await using var server = await TestServer.StartAsync(Options(files), time);
        Assert.Equal("CN=first.test", await SubjectAsync(server.At(Transport.Tls)));

        Certify("second.test");
        File.SetLastWriteTimeUtc(files.ChainPath, TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(1));
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("CN=second.test", await SubjectAsync(server.At(Transport.Tls)));
        Assert.Equal("CN=second.test", await SubjectAsync(server.At(Transport.Https)));

        await File.WriteAllTextAsync(files.ChainPath, "no certificate", TestContext.Current.CancellationToken);
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("CN=second.test", await SubjectAsync(server.At(Transport.Tls)));
    }

    [Fact]
    public async Task A_pkcs12_file_will_do()
    {
        using var certificate = _authority.Issue(["pfx.test"]);
        var path = Path.Combine(_folder, "server.pfx");
        await File.WriteAllBytesAsync(path, certificate.Certificate.Export(X509ContentType.Pkcs12, "secret"), TestContext.Current.CancellationToken);
        var options = TestServer.Options with { Tls = TestServer.AnyPort, Certificate = new Certificates.CertificateFiles(path, Password: "secret") };
        await using var server = await TestServer.StartAsync(options);
        Assert.Equal("CN=pfx.test", await SubjectAsync(server.At(Transport.Tls)));
    }

    [Fact]
    public async Task A_handshake_that_never_begins_is_cut_off()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await TestServer.StartAsync(Options(Certify("x.test")), time);
        using var client = await TcpClientEnd.ConnectAsync(server.At(Transport.Tls));
        var closed = client.ReceiveAsync();
        while (!closed.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Null(await closed);
    }

    [Fact]
    public async Task Https_tells_how_long_an_answer_may_be_kept()
    {
        await using var server = await TestServer.StartAsync(Options(Certify("x.test")));
        using var client = Client();
        using var response = await AskAsync(client, server, HttpVersion.Version20);
        Assert.Equal(HttpVersion.Version20, response.Version);
        Assert.Equal("application/dns-message", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(TimeSpan.FromSeconds(300), response.Headers.CacheControl?.MaxAge);
        using var older = await AskAsync(client, server, HttpVersion.Version11);
        Assert.Equal(HttpVersion.Version11, older.Version);
        Assert.Equal(HttpStatusCode.OK, older.StatusCode);
    }

    [Theory]
    [InlineData("GET", "/dns-query", null, 0, HttpStatusCode.BadRequest)]
    [InlineData("GET", "/dns-query?dns=!!!", null, 0, HttpStatusCode.BadRequest)]
    [InlineData("GET", "/dns-query?dns=AAAA", null, 0, HttpStatusCode.BadRequest)]
    [InlineData("GET", "/other?dns=AAAA", null, 0, HttpStatusCode.NotFound)]
    [InlineData("POST", "/dns-query", "text/plain", 40, HttpStatusCode.UnsupportedMediaType)]
    [InlineData("POST", "/dns-query", "application/dns-message", 5000, HttpStatusCode.RequestEntityTooLarge)]
    [InlineData("POST", "/dns-query", "application/dns-message", 3, HttpStatusCode.BadRequest)]
    [InlineData("PUT", "/dns-query", "application/dns-message", 40, HttpStatusCode.MethodNotAllowed)]
    public async Task Https_says_what_is_wrong_with_a_request(string method, string path, string? mediaType, int octets, HttpStatusCode expected)
    {
        await using var server = await TestServer.StartAsync(Options(Certify("x.test")));
        using var client = Client();
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri($"https://{server.At(Transport.Https)}{path}")) { Version = HttpVersion.Version20 };
        if (mediaType is not null)
        {
            request.Content = new ByteArrayContent(new byte[octets]) { Headers = { ContentType = new MediaTypeHeaderValue(mediaType) } };
        }

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(expected, response.StatusCode);
    }

    private static ServerOptions Options(TestPeers.Certificates.CertificateFiles files) => TestServer.Options with
    {
        Tls = TestServer.AnyPort,
        Https = TestServer.AnyPort,
        Certificate = new Certificates.CertificateFiles(files.ChainPath, files.KeyPath),
    };

    private static HttpClient Client() => new(new SocketsHttpHandler
    {
        SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, _, _, _) => true },
    });

    private static Task<HttpResponseMessage> AskAsync(HttpClient client, TestServer server, Version version)
    {
        var content = new ByteArrayContent(TcpClientEnd.Query(0, "www.example.com")[2..]) { Headers = { ContentType = new("application/dns-message") } };
        return client.SendAsync(new HttpRequestMessage(HttpMethod.Post, new Uri($"https://{server.At(Transport.Https)}/dns-query"))
        {
            Version = version,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        });
    }

    private static async Task<string> SubjectAsync(IPEndPoint server)
    {
        using var socket = new TcpClient(server.AddressFamily);
        await socket.ConnectAsync(server);
        await using var stream = new SslStream(socket.GetStream(), false, (_, _, _, _) => true);
        await stream.AuthenticateAsClientAsync("any.test");
        return stream.RemoteCertificate!.Subject;
    }

    private TestPeers.Certificates.CertificateFiles Certify(string name)
    {
        using var certificate = _authority.Issue([name]);
        return certificate.WriteTo(_folder);
    }
}
