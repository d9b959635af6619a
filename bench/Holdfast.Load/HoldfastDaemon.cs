using System.Net;
using Holdfast.TestPeers.Certificates;
using Holdfast.TestPeers.RealServers;

namespace Holdfast.Load;

/// <summary>Our own daemon, built in this tree, forwarding everything but its zones; over all four transports with a certificate.</summary>
internal sealed class HoldfastDaemon(params IPEndPoint[] upstreams) : ServerProgram
{
    /// <summary>Where it keeps what it remembers, in its site's folder.</summary>
    public const string StateFolder = "state";

    public override string Executable => "dotnet";

    public override string Package => "dotnet-sdk-10.0";

    /// <summary>Serve TLS and HTTPS with this; null for none.</summary>
    public TestCertificate? Certificate { get; init; }

    /// <summary>Zones it has authority for.</summary>
    public IReadOnlyList<ServedZone> Zones { get; init; } = [];

    /// <summary>More lines of configuration.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    public override IReadOnlyList<string> Prepare(ServerSite site)
    {
        var tls = Certificate?.WriteTo(site.Folder);
        var config = $"""
            listen:
              udp: ["127.0.0.1:{site.Port}"]
              tcp: ["127.0.0.1:{site.Port}"]
              {(tls is null ? "" : $"tls: [\"127.0.0.1:{site.TlsPort}\"]")}
              {(tls is null ? "" : $"https: [\"127.0.0.1:{site.HttpsPort}\"]")}
              {(tls is null ? "" : $"certificate: {tls.ChainPath}")}
              {(tls is null ? "" : $"key: {tls.KeyPath}")}
            {(upstreams.Length > 0 ? "providers:" : "providers: []")}
            {string.Join('\n', upstreams.Select((at, n) => $"  - name: operator-{n + 1}\n    endpoints: [\"udp://{at}\"]"))}
            system-servers: false
            {(upstreams.Length > 0 ? "" : "admission: {resolve-for: []}")}
            zones:
            {string.Join('\n', Zones.Select((zone, n) => $"  - {{name: {zone.Origin}, file: {site.Write($"zone-{n + 1}", zone.Text)}}}"))}
            local:
              pass-on: [test.]
            admin:
              listen: "127.0.0.1:{site.ControlPort}"
            log:
              level: warning
            state: {site.PathOf(StateFolder)}
            {string.Join('\n', Options)}

            """;
        return [Repository.Daemon, "serve", "--config", site.Write("holdfast.yaml", config)];
    }

    /// <summary>The arguments with which the command line tells a running daemon something.</summary>
    public static IReadOnlyList<string> Tell(ServerSite site, params string[] words) =>
        [Repository.Daemon, .. words, "--admin", $"127.0.0.1:{site.ControlPort}"];
}
