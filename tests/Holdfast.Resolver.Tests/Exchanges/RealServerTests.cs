using System.Net;
using Holdfast.Resolver.Exchanges;
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
        _certificate = _authority.Issue(["dns.example"], [IPAddress.Loopback]);
        var hosts = Enumerable.Range(0, 1000).Select(i => $"h{i} IN A 192.0.2.{i % 256}");
        var large = Enumerable.Range(0, 200).Select(i => $"large IN A 10.0.0.{i}");
        var zone = ServedZone.Of("example.test.", ["www IN A 192.0.2.1", .. hosts, .. large]);
        Server = await RealServer.StartAsync(new Named(zone) { Certificate = _certificate, Options = ["max-records-per-type 0;"] });
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
    public async Task A_real_server_answers(string way)
    {
        await using var exchange = _host.Create(AddressOf(way));
        Assert.Equal(IPAddress.Parse("192.0.2.1"), ExchangeHost.LastAddress(await _host.AskAsync(exchange, "www.example.test")));
    }

    [Theory]
    [InlineData("udp")]
    [InlineData("tcp")]
    [InlineData("tls")]
    public async Task A_thousand_questions_at_once_get_each_its_own_answer(string way)
    {
        await using var exchange = _host.Create(AddressOf(way));
        var results = await Task.WhenAll(Enumerable.Range(0, 1000).Select(i => _host.AskAsync(exchange, $"h{i}.example.test")));
        Assert.All(results, (result, i) => Assert.Equal(IPAddress.Parse($"192.0.2.{i % 256}"), ExchangeHost.LastAddress(result)));
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
        "tls by pin" => $"tls://{named.Server.TlsEndPoint}?pin={named.Pin}",
        _ => throw new ArgumentOutOfRangeException(nameof(way)),
    };
}
