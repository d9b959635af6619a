using System.Net;
using System.Net.Sockets;
using Holdfast.Resolver.Exchanges;
using Holdfast.Resolver.Exchanges.Bootstrap;
using Holdfast.TestPeers.Certificates;
using Holdfast.TestPeers.RealServers;
using Holdfast.Wire.Records;

namespace Holdfast.Resolver.Tests.Exchanges;

/// <summary>One BIND for all tests of this class, over all transports.</summary>
public sealed class NamedFixture : IAsyncLifetime
{
    private readonly TestAuthority _authority = new();
    private TestCertificate _certificate = null!;

    public RealServer Server { get; private set; } = null!;

    public string TrustFile { get; private set; } = null!;

    public string Pin => $"sha256/{Convert.ToBase64String(_certificate.PublicKeyPin)}";

    public async ValueTask InitializeAsync()
    {
        _certificate = _authority.Issue(["dns.example", "alias.example"], [IPAddress.Loopback]);
        var hosts = Enumerable.Range(0, 1000).Select(i => $"h{i} IN A 192.0.2.{i % 256}");
        var large = Enumerable.Range(0, 200).Select(i => $"large IN A 10.0.0.{i}");
        var zone = ServedZone.Of("example.test.", ["www IN A 192.0.2.1", .. hosts, .. large]);
        var providers = ServedZone.Of("example.", "dns IN A 127.0.0.1", "alias IN CNAME dns", "other IN A 127.0.0.1");
        Server = await RealServer.StartAsync(new Named(zone, providers) { Certificate = _certificate, Options = ["max-records-per-type 0;"] });
        TrustFile = Path.Combine(Server.Site.Folder, "trusted.pem");
        await File.WriteAllTextAsync(TrustFile, _authority.Certificate.ExportCertificatePem());
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _certificate.Dispose();
        _authority.Dispose();
    }
}

public sealed class RealServerTests(NamedFixture named) : IClassFixture<NamedFixture>, IDisposable
{
    private readonly ExchangeHost _host = new();

    public void Dispose() => _host.Dispose();

    [Theory]
    [InlineData("udp")]
    [InlineData("tcp")]
    [InlineData("tls")]
    [InlineData("tls by pin")]
    [InlineData("tls by address")]
    [InlineData("https")]
    [InlineData("https by post")]
    [InlineData("https by pin")]
    public async Task A_real_server_answers(string way)
    {
        await using var exchange = _host.Create(AddressOf(way));
        Assert.Equal(IPAddress.Parse("192.0.2.1"), ExchangeHost.LastAddress(await _host.AskAsync(exchange, "www.example.test")));
    }

    [Theory]
    [InlineData("udp")]
    [InlineData("tcp")]
    [InlineData("tls")]
    [InlineData("https")]
    public async Task A_thousand_questions_get_each_its_own_answer(string way)
    {
        // More datagrams at once than a server's receive buffer holds would be lost there, twice.
        using var room = new SemaphoreSlim(way == "udp" ? 200 : 1000);
        await using var exchange = _host.Create(AddressOf(way));
        var results = await Task.WhenAll(Enumerable.Range(0, 1000).Select(async i =>
        {
            await room.WaitAsync();
            try
            {
                return await _host.AskAsync(exchange, $"h{i}.example.test");
            }
            finally
            {
                room.Release();
            }
        }));
        Assert.All(results, (result, i) => Assert.Equal(IPAddress.Parse($"192.0.2.{i % 256}"), ExchangeHost.LastAddress(result)));
    }

    [Theory]
    [InlineData("tls", "other.example", "is not for other.example")]
    [InlineData("https", "other.example", "is not for other.example")]
    [InlineData("tls", "dns.example", "is not trusted")]
    [InlineData("https", "dns.example", "is not trusted")]
    [InlineData("tls by wrong pin", "", "not one of the pinned")]
    [InlineData("https by wrong pin", "", "not one of the pinned")]
    public async Task A_server_that_is_not_the_named_one_is_not_asked(string way, string host, string why)
    {
        const string WrongPin = "pin=sha256/47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
        var trust = host == "other.example" ? $"ca={named.TrustFile}" : "";
        await using var exchange = _host.Create(way switch
        {
            "tls" => $"tls://{host}@{named.Server.TlsEndPoint}?{trust}",
            "https" => $"https://{host}:{named.Server.HttpsEndPoint.Port}/dns-query?address=127.0.0.1&{trust}",
            "tls by wrong pin" => $"tls://{named.Server.TlsEndPoint}?{WrongPin}",
            _ => $"https://{named.Server.HttpsEndPoint}/dns-query?{WrongPin}",
        });
        var result = await _host.AskAsync(exchange, "www.example.test");
        Assert.Equal(ExchangeOutcome.TlsFailed, result.Outcome);
        Assert.Contains(why, result.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tls")]
    [InlineData("https")]
    public async Task An_unproven_server_is_asked_only_when_told_so(string way)
    {
        await using var exchange = _host.Create(way == "tls"
            ? $"tls://{named.Server.TlsEndPoint}?verify=none"
            : $"https://{named.Server.HttpsEndPoint}/dns-query?verify=none");
        ExchangeHost.LastAddress(await _host.AskAsync(exchange, "www.example.test"));
    }

    [Fact]
    public async Task Another_http_status_than_200_is_named()
    {
        await using var exchange = _host.Create($"https://{named.Server.HttpsEndPoint}/elsewhere?ca={named.TrustFile}");
        var result = await _host.AskAsync(exchange, "www.example.test");
        Assert.Equal((ExchangeOutcome.HttpFailed, "HTTP status 404 Not Found"), (result.Outcome, result.Detail));
    }

    [Theory]
    [InlineData("tls", "dns.example")]
    [InlineData("tls", "alias.example")]
    [InlineData("https", "dns.example")]
    public async Task A_provider_known_by_name_is_found_though_one_of_those_asked_is_silent(string transport, string host)
    {
        using var silence = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        silence.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        await using var silent = _host.Udp((IPEndPoint)silence.LocalEndPoint!);
        await using var knowing = _host.Udp(named.Server.EndPoint);
        _host.Factory.Bootstrapper = new Bootstrapper([silent, knowing], new AddressMemory(), _host.Clock);
        var port = transport == "tls" ? named.Server.TlsEndPoint.Port : named.Server.HttpsEndPoint.Port;
        await using var exchange = _host.Create($"{transport}://{host}:{port}?ca={named.TrustFile}");
        ExchangeHost.LastAddress(await _host.AskAsync(exchange, "www.example.test"));
    }

    [Fact]
    public async Task A_truncated_answer_comes_whole_over_tcp()
    {
        await using var exchange = _host.Udp(named.Server.EndPoint);
        var result = await _host.AskAsync(exchange, "large.example.test");
        ExchangeHost.LastAddress(result);
        Assert.True(result.Response.Length > 200 * 16);
    }

    [Fact]
    public async Task An_answer_without_records_is_an_answer()
    {
        await using var exchange = _host.Udp(named.Server.EndPoint);
        var result = await _host.AskAsync(exchange, ExchangeHost.Query("none.example.test", RecordType.AAAA));
        Assert.Equal(ExchangeOutcome.Answered, result.Outcome);
        Assert.Equal(3, result.Response.Span[3] & 0xF);
    }

    private string AddressOf(string way) => way switch
    {
        "udp" or "tcp" => $"{way}://{named.Server.EndPoint}",
        "tls" => $"tls://dns.example@{named.Server.TlsEndPoint}?ca={named.TrustFile}",
        "tls by address" => $"tls://{named.Server.TlsEndPoint}?ca={named.TrustFile}",
        "https" => $"https://dns.example:{named.Server.HttpsEndPoint.Port}/dns-query?address=127.0.0.1&ca={named.TrustFile}",
        "https by post" => $"https://{named.Server.HttpsEndPoint}/dns-query?ca={named.TrustFile}&method=post",
        "https by pin" => $"https://{named.Server.HttpsEndPoint}/dns-query?pin={named.Pin}",
        "tls by pin" => $"tls://{named.Server.TlsEndPoint}?pin={named.Pin}",
        _ => throw new ArgumentOutOfRangeException(nameof(way)),
    };
}
