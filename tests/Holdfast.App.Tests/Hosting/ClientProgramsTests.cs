using System.Globalization;
using System.Net;
using Holdfast.TestPeers.Certificates;
using Holdfast.TestPeers.RealServers;
using Holdfast.TestPeers.Tools;

namespace Holdfast.App.Tests.Hosting;

/// <summary>A daemon that listens over all four transports, in front of NSD.</summary>
public sealed class FourTransports : IAsyncLifetime
{
    private readonly TestAuthority _authority = new();
    private TestCertificate _certificate = null!;
    private RealServer _upstream = null!;

    internal RunningDaemon Daemon { get; private set; } = null!;

    /// <summary>What clients must trust.</summary>
    public string TrustFile { get; private set; } = null!;

    public int TlsPort { get; private set; }

    public int HttpsPort { get; private set; }

    public async ValueTask InitializeAsync()
    {
        var scratch = new Scratch();
        _certificate = _authority.Issue(["dns.example", "localhost"], [IPAddress.Loopback]);
        var files = _certificate.WriteTo(scratch.Folder);
        TrustFile = files.AuthorityPath;
        (TlsPort, HttpsPort) = FreePorts.Pick(2) is [var tls, var https] ? (tls, https) : default;
        var hosts = Enumerable.Range(0, 200).Select(n => string.Create(CultureInfo.InvariantCulture, $"h{n} IN A 192.0.2.{n}"));
        var texts = Enumerable.Range(10, 20).Select(n => string.Create(CultureInfo.InvariantCulture, $"long IN TXT \"{n} {new string('x', 200)}\""));
        _upstream = await RealServer.StartAsync(new Nsd(ServedZone.Of("example.com.", ["www IN A 192.0.2.10", "www IN AAAA 2001:db8::10", .. hosts, .. texts])));
        Daemon = await RunningDaemon.StartAsync(
            $$"""providers: [{name: nsd, endpoints: ["udp://{{_upstream.EndPoint}}"]}]""",
            scratch,
            listeners: $$""", tls: "127.0.0.1:{{TlsPort}}", https: "127.0.0.1:{{HttpsPort}}", certificate: "{{files.ChainPath}}", key: "{{files.KeyPath}}" """);
    }

    public async ValueTask DisposeAsync()
    {
        await Daemon.DisposeAsync();
        await _upstream.DisposeAsync();
        _certificate.Dispose();
        _authority.Dispose();
    }
}

/// <summary>The clients that people have, over every transport that each of them speaks.</summary>
public sealed class ClientProgramsTests(FourTransports served) : IClassFixture<FourTransports>
{
    [Theory]
    [InlineData("dig", "udp", "(UDP)")]
    [InlineData("dig", "tcp", "(TCP)", "+tcp")]
    [InlineData("dig", "tls", "(TLS)", "+tls")]
    [InlineData("dig", "https", "(HTTPS)", "+https")]
    [InlineData("dig", "https", "(HTTPS-GET)", "+https-get")]
    [InlineData("kdig", "udp", "(UDP)")]
    [InlineData("kdig", "tcp", "(TCP)", "+tcp")]
    [InlineData("kdig", "tls", ";; TLS session (TLS1.3)", "+tls")]
    [InlineData("kdig", "https", ";; HTTP session (HTTP/2-POST)", "+https")]
    [InlineData("kdig", "https", ";; HTTP session (HTTP/2-GET)", "+https", "+https-get")]
    public async Task A_client_gets_short_and_long_answers(string program, string way, string session, params string[] words)
    {
        string[] trust = way is "tls" or "https" ? [$"+tls-ca={served.TrustFile}", "+tls-hostname=dns.example"] : [];
        var address = await AskAsync(program, way, ["www.example.com", "A", .. words, .. trust]);
        Assert.Equal(0, address.ExitCode);
        Assert.Contains("192.0.2.10", address.Output, StringComparison.Ordinal);
        Assert.Contains(session, address.Output, StringComparison.Ordinal);

        var texts = await AskAsync(program, way, ["long.example.com", "TXT", .. words, .. trust, "+short"]);
        Assert.Equal(20, texts.Output.Split('\n').Count(line => line.StartsWith('"')));
    }

    [Theory]
    [InlineData("dig", "tls", "+tls")]
    [InlineData("dig", "https", "+https")]
    [InlineData("kdig", "tls", "+tls")]
    [InlineData("kdig", "https", "+https")]
    public async Task A_client_that_wants_another_name_is_not_answered(string program, string way, string word)
    {
        var refused = await AskAsync(program, way, ["www.example.com", word, $"+tls-ca={served.TrustFile}", "+tls-hostname=other.example"]);
        Assert.DoesNotContain("192.0.2.10", refused.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("NOERROR", refused.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("udp")]
    [InlineData("tcp")]
    [InlineData("dot")]
    [InlineData("doh")]
    public async Task Dnsperf_loses_nothing(string mode)
    {
        const int Runs = 20;
        const int Names = 200;
        var file = served.Daemon.Scratch.Write($"names-{mode}", string.Concat(Enumerable.Range(0, Names).Select(n => string.Create(CultureInfo.InvariantCulture, $"h{n}.example.com A\n"))));

        // dnsperf 2.10 takes one answer from each TLS record over HTTPS and forgets the others (dnsdist's, too): one at a time.
        var (connections, outstanding) = mode == "doh" ? ("1", "1") : ("4", "40");
        var result = await CommandLineTool.RunAsync(
            "dnsperf",
            ["-m", mode, "-s", "127.0.0.1", "-p", Text(PortOf(mode)), "-d", file, "-n", Text(Runs), "-c", connections, "-T", "1", "-q", outstanding, "-t", "20", "-W"],
            cancellationToken: TestContext.Current.CancellationToken);

        Assert.Matches($@"Queries sent:\s+{Runs * Names}\s", result.Output);
        Assert.Matches(@"Queries lost:\s+0 \(0\.00%\)", result.Output);
        Assert.Matches($@"Response codes:\s+NOERROR {Runs * Names} \(100\.00%\)", result.Output);
    }

    private Task<ToolResult> AskAsync(string program, string way, string[] words) => CommandLineTool.RunAsync(
        program,
        ["@127.0.0.1", "-p", Text(PortOf(way)), .. program == "dig" ? ["+tries=1", "+time=10"] : new[] { "+retry=0", "+time=10" }, .. words],
        cancellationToken: TestContext.Current.CancellationToken);

    private int PortOf(string way) => way switch
    {
        "tls" or "dot" => served.TlsPort,
        "https" or "doh" => served.HttpsPort,
        _ => served.Daemon.Port,
    };

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
