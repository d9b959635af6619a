using System.Globalization;
using System.Net;
using System.Text.Json;
using Holdfast.TestPeers.Certificates;
using Holdfast.TestPeers.RealServers;

namespace Holdfast.App.Tests.Hosting;

/// <summary>
/// Five servers that people run, each over every transport it speaks, as the upstreams of one daemon. A suffix for each
/// pair goes to that pair alone, so that nobody else can have answered.
/// </summary>
public sealed class UpstreamServers : IAsyncLifetime
{
    public static readonly (string Server, string[] Ways)[] Pairs =
    [
        ("knot", ["udp", "tcp"]),
        ("nsd", ["udp", "tcp", "tls"]),
        ("named", ["udp", "tcp", "tls", "https", "https-post"]),
        ("unbound", ["udp", "tcp", "tls", "https", "https-post"]),
        ("dnsdist", ["udp", "tcp", "tls", "https", "https-post"]),
    ];

    private static readonly string[] _ways = ["udp", "tcp", "tls", "https", "https-post"];

    private readonly TestAuthority _authority = new();
    private readonly Dictionary<string, RealServer> _servers = [];
    private readonly Scratch _scratch = new();
    private TestCertificate _certificate = null!;

    internal RunningDaemon Daemon { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _certificate = _authority.Issue(["dns.example"], [IPAddress.Loopback]);
        _servers["knot"] = await RealServer.StartAsync(new KnotDns(Zone("knot")));
        _servers["nsd"] = await RealServer.StartAsync(new Nsd(Zone("nsd"), Zone("unbound")) { Certificate = _certificate });
        _servers["named"] = await RealServer.StartAsync(new Named(Zone("named"), Zone("dnsdist")) { Certificate = _certificate });
        _servers["unbound"] = await RealServer.StartAsync(new Unbound(_servers["nsd"].EndPoint) { Certificate = _certificate });
        _servers["dnsdist"] = await RealServer.StartAsync(new Dnsdist(_servers["named"].EndPoint) { Certificate = _certificate });

        var trusted = _scratch.Write("trusted.pem", _authority.Certificate.ExportCertificatePem());
        var pairs = Pairs.SelectMany(pair => pair.Ways.Select(way => (pair.Server, Way: way))).ToList();
        var providers = pairs.Select(pair => $$"""  - {name: {{pair.Server}}-{{pair.Way}}, endpoints: ["{{Endpoint(_servers[pair.Server], pair.Way, trusted)}}"]}""");
        var forward = pairs.Select(pair => $$"""  - {suffix: {{pair.Way}}.{{pair.Server}}.example.com, providers: [{{pair.Server}}-{{pair.Way}}]}""");
        Daemon = await RunningDaemon.StartAsync($"providers:\n{string.Join('\n', providers)}\nforward:\n{string.Join('\n', forward)}", _scratch);
    }

    public async ValueTask DisposeAsync()
    {
        await Daemon.DisposeAsync();
        foreach (var server in _servers.Values)
        {
            await server.DisposeAsync();
        }

        _certificate.Dispose();
        _authority.Dispose();
    }

    /// <summary>The address that every name has in the zone that a server answers from.</summary>
    internal static string AddressOf(string server) =>
        string.Create(CultureInfo.InvariantCulture, $"192.0.2.{1 + Array.FindIndex(Pairs, pair => pair.Server == server)}");

    // For each transport an address, an alias of it, and a text longer than any datagram.
    private static ServedZone Zone(string server) => ServedZone.Of(
        $"{server}.example.com.",
        [
            .. _ways.Select(way => $"alias.{way} IN CNAME target.{way}"),
            .. _ways.Select(way => $"target.{way} IN A {AddressOf(server)}"),
            .. _ways.SelectMany(way => Enumerable.Range(10, 20), (way, n) => string.Create(
                CultureInfo.InvariantCulture, $"long.{way} IN TXT \"{n} {new string('x', 200)}\"")),
        ]);

    private static string Endpoint(RealServer server, string way, string trusted) => way switch
    {
        "tls" => $"tls://dns.example@{server.TlsEndPoint}?ca={trusted}",
        "https" => $"https://dns.example:{server.HttpsEndPoint.Port}/dns-query?address=127.0.0.1&ca={trusted}",
        "https-post" => $"https://{server.HttpsEndPoint}/dns-query?ca={trusted}&method=post",
        _ => $"{way}://{server.EndPoint}",
    };
}

public sealed class UpstreamServersTests(UpstreamServers servers) : IClassFixture<UpstreamServers>
{
    public static TheoryData<string, string> Pairs
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var (server, ways) in UpstreamServers.Pairs)
            {
                foreach (var way in ways)
                {
                    data.Add(server, way);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task A_daemon_answers_from_a_real_server(string server, string way)
    {
        var suffix = $"{way}.{server}.example.com";
        var address = UpstreamServers.AddressOf(server);
        Assert.Equal($"target.{suffix}.\n{address}\n", await servers.Daemon.DigAsync($"alias.{suffix}", "+short"));

        // Too long for a datagram: upstream is asked again over TCP, and so are we.
        var texts = await servers.Daemon.DigAsync($"long.{suffix}", "TXT", "+short");
        Assert.Equal(20, texts.Count(character => character == '\n'));

        var denied = await servers.Daemon.DigAsync($"target.{suffix}", "SRV");
        Assert.Contains("status: NOERROR", denied, StringComparison.Ordinal);
        Assert.Contains("ANSWER: 0, AUTHORITY: 1", denied, StringComparison.Ordinal);
        Assert.Contains("SOA", denied, StringComparison.Ordinal);

        using var status = JsonDocument.Parse((await servers.Daemon.RunAsync("status", "--json")).Output);
        var asked = status.RootElement.GetProperty("providers").EnumerateArray()
            .Single(provider => provider.GetProperty("name").GetString() == $"{server}-{way}")
            .GetProperty("servers")[0];
        Assert.Equal("well", asked.GetProperty("state").GetString());
    }
}
