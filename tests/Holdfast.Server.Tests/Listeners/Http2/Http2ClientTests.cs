#pragma warning disable CA5359 // whose certificate it is, is not what these tests ask
using System.Buffers.Text;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Holdfast.Resolver.Exchanges;
using Holdfast.TestPeers.Certificates;
using Holdfast.TestPeers.Tools;
using Microsoft.Extensions.Time.Testing;

namespace Holdfast.Server.Tests.Listeners.Http2;

/// <summary>DNS over HTTPS as real clients speak it, by HTTP/2 and HTTP/1.1.</summary>
public sealed class Http2ClientTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("holdfast-").FullName;
    private readonly TestAuthority _authority = new();

    public void Dispose()
    {
        _authority.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("--http2", "2", false)]
    [InlineData("--http2", "2", true)]
    [InlineData("--http1.1", "1.1", false)]
    [InlineData("--http1.1", "1.1", true)]
    [InlineData("--no-alpn", "1.1", false)]
    public async Task Curl_gets_the_answer(string flag, string version, bool posts)
    {
        await using var server = await StartAsync();
        var answer = Path.Combine(_folder, "answer");
        var query = Path.Combine(_folder, "query");
        await File.WriteAllBytesAsync(query, Http2Bench.Query("www.example.com"), TestContext.Current.CancellationToken);
        string[] method = posts ? ["--data-binary", "@" + query, "-H", "content-type: application/dns-message"] : [];
        var result = await CommandLineTool.RunAsync(
            "curl",
            ["-sk", flag, "-o", answer, "-w", "%{http_version} %{http_code} %{content_type}", .. method, posts ? Url(server) : Url(server, "www.example.com")],
            null,
            TestContext.Current.CancellationToken);
        Assert.Equal($"{version} 200 application/dns-message", result.Output);
        Assert.EndsWith("C0000201", Convert.ToHexString(await File.ReadAllBytesAsync(answer, TestContext.Current.CancellationToken)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("www.example.com", "16", 49)]
    [InlineData("many.example.com", "16", 3234)]
    [InlineData("many.example.com", "10", 3234)] // windows of 1,023 octets
    public async Task Every_request_of_h2load_gets_its_whole_answer(string name, string windowBits, int octets)
    {
        await using var server = await StartAsync();
        var result = await CommandLineTool.RunAsync(
            "h2load", ["-n", "2000", "-c", "4", "-m", "30", "-w", windowBits, "-W", "16", Url(server, name)], null, TestContext.Current.CancellationToken);
        Assert.Contains("2000 succeeded, 0 failed, 0 errored, 0 timeout", result.Output, StringComparison.Ordinal);
        Assert.Contains("2000 2xx", result.Output, StringComparison.Ordinal);
        Assert.Contains($"({2000 * octets}) data", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hundred_misses_and_hits_at_once_are_answered_on_one_connection()
    {
        await using var server = await StartAsync();
        var gate = server.Resolver.Hold = new Gate();
        using var client = NewClient();
        var misses = Enumerable.Range(0, 100).Select(_ => AskAsync(client, server, "www.example.com")).ToArray();
        await gate.ArrivalsAsync(100);
        Assert.Contains("7F000001", await AskAsync(client, server, "localhost"), StringComparison.Ordinal);
        gate.Open();
        Assert.All(await Task.WhenAll(misses), answer => Assert.EndsWith("C0000201", answer, StringComparison.Ordinal));
        Assert.Equal(1, server.Server.ActiveConnections);
    }

    [Fact]
    public async Task A_stop_answers_what_is_under_way()
    {
        var server = await StartAsync();
        var gate = server.Resolver.Hold = new Gate();
        using var client = NewClient();
        var asked = AskAsync(client, server, "www.example.com");
        await gate.ArrivalsAsync(1);
        var stop = server.DisposeAsync();
        gate.Open();
        Assert.EndsWith("C0000201", await asked, StringComparison.Ordinal);
        await stop;
    }

    [Fact]
    public async Task Pings_do_not_keep_a_connection_open()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await StartAsync(time);
        using var socket = new TcpClient();
        await socket.ConnectAsync(server.At(Transport.Https));
        await using var stream = new SslStream(socket.GetStream(), false, (_, _, _, _) => true);
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "x.test", ApplicationProtocols = [SslApplicationProtocol.Http2] });
        await stream.WriteAsync((byte[])[.. Convert.FromHexString(Http2Bench.Preface), .. Http2Bench.Frame(4, 0, 0, ""), .. Http2Bench.Get(1, "localhost")]);
        // Each PING is answered before time goes on; far fewer than would be a flood.
        const string Answer = "000008060100000000";
        const int MostPings = 500;
        var (octets, answers) = ("", 0);
        var buffer = new byte[4096];
        while (answers < MostPings && await IsAnsweredAsync())
        {
            answers = octets.Split(Answer).Length - 1;
            time.Advance(TimeSpan.FromSeconds(1));
        }

        // There is no GOAWAY: it was time, not their number.
        Assert.InRange(answers, 1, MostPings - 1);
        Assert.DoesNotContain("0000080700", octets, StringComparison.Ordinal);

        async Task<bool> IsAnsweredAsync()
        {
            try
            {
                await stream.WriteAsync(Http2Bench.Frame(6, 0, 0, "0000000000000000"));
                while (octets.Split(Answer).Length - 1 == answers)
                {
                    if (await stream.ReadAsync(buffer) is not (> 0 and var read))
                    {
                        return false;
                    }

                    octets += Convert.ToHexString(buffer, 0, read);
                }

                return true;
            }
            catch (IOException)
            {
                return false;
            }
        }
    }

    [Fact]
    public async Task Hostile_octets_get_goaway_and_the_end()
    {
        await using var server = await StartAsync();
        using var socket = new TcpClient();
        await socket.ConnectAsync(server.At(Transport.Https));
        await using var stream = new SslStream(socket.GetStream(), false, (_, _, _, _) => true);
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "x.test", ApplicationProtocols = [SslApplicationProtocol.Http2] });
        await stream.WriteAsync((byte[])[.. Convert.FromHexString(Http2Bench.Preface), .. Http2Bench.Frame(4, 0, 0, ""), .. Http2Bench.Frame(5, 0, 1, "")]);
        Assert.EndsWith("0000080700000000000000000000000001", Convert.ToHexString(await ReadToEndAsync(stream)), StringComparison.Ordinal);
    }

    private static async Task<byte[]> ReadToEndAsync(Stream stream)
    {
        using var all = new MemoryStream();
        var buffer = new byte[4096];
        try
        {
            for (int read; (read = await stream.ReadAsync(buffer)) > 0;)
            {
                all.Write(buffer, 0, read);
            }
        }
        catch (IOException)
        {
            // Reset: the end all the same.
        }

        return all.ToArray();
    }

    private async Task<TestServer> StartAsync(TimeProvider? time = null)
    {
        using var certificate = _authority.Issue(["x.test"]);
        var files = certificate.WriteTo(_folder);
        return await TestServer.StartAsync(
            TestServer.Options with { Https = TestServer.AnyPort, Certificate = new Certificates.CertificateFiles(files.ChainPath, files.KeyPath) }, time);
    }

    private static string Url(TestServer server, string? name = null) =>
        $"https://{server.At(Transport.Https)}/dns-query" + (name is null ? "" : $"?dns={Base64Url.EncodeToString(Http2Bench.Query(name))}");

    private static HttpClient NewClient() => new(new SocketsHttpHandler
    {
        SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, _, _, _) => true },
    });

    private static async Task<string> AskAsync(HttpClient client, TestServer server, string name)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Url(server, name))) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return Convert.ToHexString(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }
}
