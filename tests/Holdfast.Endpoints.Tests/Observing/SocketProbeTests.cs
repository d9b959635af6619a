using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Holdfast.Endpoints.Observing;
using Holdfast.TestPeers.Certificates;
using Holdfast.TestPeers.Targets;

namespace Holdfast.Endpoints.Tests.Observing;

/// <summary>Probes of real sockets on loopback; what the servers say is written by hand.</summary>
public sealed class SocketProbeTests : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly TestAuthority _authority = new();
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    public SocketProbeTests() => _listener.Start();

    private int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        _authority.Dispose();
        _stop.Dispose();
    }

    [Fact]
    public async Task Tcp_is_a_connection()
    {
        Assert.Equal(ProbeOutcome.Healthy, (await ProbeAsync(new ProbeTarget(ProbeKind.Tcp, Port))).Outcome);
        _listener.Stop();
        Assert.Equal(ProbeOutcome.Refused, (await ProbeAsync(new ProbeTarget(ProbeKind.Tcp, Port: FreedPort))).Outcome);
    }

    [Fact]
    public async Task Tls_is_a_certificate_for_the_name_with_enough_days_left()
    {
        using var certificate = _authority.Issue(["api.example.com"]); // for 20 days
        _ = Serve(certificate, "");
        Assert.Equal(ProbeOutcome.Healthy, (await ProbeAsync(new ProbeTarget(ProbeKind.Tls, Port))).Outcome);
        var wrong = await ProbeAsync(new ProbeTarget(ProbeKind.Tls, Port, "other.example.com"));
        Assert.Equal(new ProbeResult(ProbeOutcome.WrongCertificate, "certificate not valid for other.example.com: RemoteCertificateNameMismatch, RemoteCertificateChainErrors"), wrong);
        var expiring = await ProbeAsync(new ProbeTarget(ProbeKind.Tls, Port), options => options with { DaysLeft = 30 });
        Assert.Equal(ProbeOutcome.ExpiringCertificate, expiring.Outcome);
        Assert.Matches("^certificate valid for (19[.]9|20[.]0) days, 30 are asked for$", expiring.Detail);
    }

    [Fact]
    public async Task A_certificate_that_nobody_trusts_is_wrong()
    {
        using var strangers = new TestAuthority("strangers");
        using var certificate = strangers.Issue(["api.example.com"]);
        _ = Serve(certificate, "");
        Assert.Equal(ProbeOutcome.WrongCertificate, (await ProbeAsync(new ProbeTarget(ProbeKind.Tls, Port))).Outcome);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", null, ProbeOutcome.Healthy, null)]
    [InlineData("HTTP/1.1 204 No Content\r\n\r\n", null, ProbeOutcome.Healthy, null)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nall right", "right", ProbeOutcome.Healthy, null)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", "right", ProbeOutcome.WrongBody, "the body does not contain 'right'")]
    [InlineData("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n", null, ProbeOutcome.WrongStatus, "HTTP 503")]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: http://192.0.2.1/\r\nContent-Length: 0\r\n\r\n", null, ProbeOutcome.WrongStatus, "HTTP 302")]
    public async Task Http_is_a_status_and_a_body(string response, string? body, ProbeOutcome outcome, string? detail)
    {
        var asked = Serve(null, response);
        Assert.Equal(new ProbeResult(outcome, detail), await ProbeAsync(new ProbeTarget(ProbeKind.Http, Port, "api.example.com", "/health?deep=1"), options => options with { BodyContains = body }));
        Assert.StartsWith("GET /health?deep=1 HTTP/1.1\r\n", await asked);
        Assert.Contains($"\r\nHost: api.example.com:{Port}\r\n", await asked);
    }

    [Theory]
    [InlineData("nonsense\r\n\r\n")]
    [InlineData("")]
    public async Task What_is_no_http_is_told(string response)
    {
        _ = Serve(null, response);
        Assert.Equal(ProbeOutcome.HttpFailed, (await ProbeAsync(new ProbeTarget(ProbeKind.Http, Port, "api.example.com"))).Outcome);
    }

    [Fact]
    public async Task Https_is_both()
    {
        using var certificate = _authority.Issue(["api.example.com"]);
        var asked = Serve(certificate, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        Assert.Equal(ProbeOutcome.Healthy, (await ProbeAsync(new ProbeTarget(ProbeKind.Https, Port, null, "/health"), options => options with { BodyContains = "ok" })).Outcome);
        Assert.StartsWith("GET /health HTTP/1.1\r\n", await asked);
    }

    [Fact]
    public async Task A_server_that_says_nothing_is_given_up_by_the_deadline()
    {
        var run = new ProbeRun(new SocketProbe(TimeProvider.System), TimeProvider.System, new EndpointsMetrics(), 1);
        var options = new ProbeOptions { Target = new ProbeTarget(ProbeKind.Http, Port, "api.example.com"), Deadline = TimeSpan.FromMilliseconds(50) };
        Assert.Equal(new ProbeResult(ProbeOutcome.TimedOut, "nothing in 50 ms"), await run.RunAsync(IPAddress.Loopback, options, Pools.Name, _stop.Token));
    }

    // A port that was free a moment ago, on an address of loopback that nobody else uses.
    private static int FreedPort
    {
        get
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            return ((IPEndPoint)listener.LocalEndpoint).Port;
        }
    }

    [Fact]
    public async Task A_server_that_hangs_up_is_told_as_such()
    {
        using var server = new TcpTarget(IPAddress.Loopback, 0);
        Assert.Equal(
            new ProbeResult(ProbeOutcome.HttpFailed, "the connection was closed without a response"),
            await ProbeAsync(new ProbeTarget(ProbeKind.Http, server.EndPoint.Port)));
    }

    private ValueTask<ProbeResult> ProbeAsync(ProbeTarget target, Func<ProbeOptions, ProbeOptions>? change = null)
    {
        var options = new ProbeOptions { Target = target };
        return new SocketProbe(TimeProvider.System, [_authority.Certificate]).ProbeAsync(IPAddress.Loopback, change?.Invoke(options) ?? options, Pools.Name, _stop.Token);
    }

    // Serves every connection the same response, and tells the first request.
    private Task<string> Serve(TestCertificate? certificate, string response)
    {
        var first = new TaskCompletionSource<string>();
        _ = AcceptAsync();
        return first.Task;

        async Task AcceptAsync()
        {
            while (!_stop.IsCancellationRequested)
            {
                try
                {
                    using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                    Stream stream = client.GetStream();
                    if (certificate is not null)
                    {
                        var tls = new SslStream(stream);
                        await tls.AuthenticateAsServerAsync(certificate.Certificate, false, false);
                        stream = tls;
                    }

                    var octets = new byte[4096];
                    var length = await stream.ReadAsync(octets, _stop.Token);
                    first.TrySetResult(Encoding.ASCII.GetString(octets, 0, length));
                    await stream.WriteAsync(Encoding.ASCII.GetBytes(response), _stop.Token);
                }
                catch (Exception ended) when (ended is IOException or SocketException or OperationCanceledException or ObjectDisposedException or System.Security.Authentication.AuthenticationException)
                {
                    // The next client; or the test has ended.
                }
            }
        }
    }
}
