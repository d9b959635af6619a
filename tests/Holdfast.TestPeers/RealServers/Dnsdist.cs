using System.Net;
using Holdfast.TestPeers.Certificates;

namespace Holdfast.TestPeers.RealServers;

/// <summary>dnsdist, forwarding everything with a packet cache; over all four transports with a certificate.</summary>
public sealed class Dnsdist(params IPEndPoint[] upstreams) : ServerProgram
{
    public override string Executable => "dnsdist";

    public override string Package => "dnsdist";

    /// <summary>Serve TLS and HTTPS with this; null for none.</summary>
    public TestCertificate? Certificate { get; init; }

    /// <summary>How many sockets listen, each with a thread of its own.</summary>
    public int Listeners { get; init; } = 1;

    /// <summary>Arguments of newServer besides the address, as Lua: <c>maxCheckFailures=1, checkInterval=1</c>.</summary>
    public string UpstreamOptions { get; init; } = "healthCheckMode='up'";

    /// <summary>The cache's size and options, as Lua; null for none.</summary>
    public string? Cache { get; init; } = "200000, {maxTTL=86400, staleTTL=60}";

    /// <summary>More lines of Lua.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    public override IReadOnlyList<string> Prepare(ServerSite site)
    {
        var tls = Certificate?.WriteTo(site.Folder);
        var config = $$"""
            setACL('127.0.0.0/8')
            setSecurityPollSuffix('')
            {{Repeat(n => $"{(n == 0 ? "setLocal" : "addLocal")}('127.0.0.1:{site.Port}', {{reusePort={(Listeners > 1 ? "true" : "false")}}})")}}
            {{(tls is null ? "" : Repeat(_ => $"addTLSLocal('127.0.0.1:{site.TlsPort}', '{tls.ChainPath}', '{tls.KeyPath}', {{reusePort=true}})"))}}
            {{(tls is null ? "" : Repeat(_ => $"addDOHLocal('127.0.0.1:{site.HttpsPort}', '{tls.ChainPath}', '{tls.KeyPath}', '/dns-query', {{reusePort=true}})"))}}
            {{string.Join('\n', upstreams.Select(at => $"newServer({{address='{at}', {UpstreamOptions}}})"))}}
            {{(Cache is null ? "" : $"getPool(''):setCache(newPacketCache({Cache}))")}}
            {{string.Join('\n', Options)}}

            """;
        return ["--supervised", "--disable-syslog", "-C", site.Write("dnsdist.conf", config)];
    }

    private string Repeat(Func<int, string> line) => string.Join('\n', Enumerable.Range(0, Listeners).Select(line));
}
