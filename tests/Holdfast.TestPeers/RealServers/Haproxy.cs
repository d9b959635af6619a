using System.Net;

namespace Holdfast.TestPeers.RealServers;

/// <summary>haproxy, balancing HTTP over servers: least connections of two drawn at random.</summary>
public sealed class Haproxy(params IPEndPoint[] upstreams) : WebProgram
{
    public override string Executable => "haproxy";

    public override string Package => "haproxy";

    public override IReadOnlyList<string> Prepare(ServerSite site)
    {
        var config = $"""
            global
              maxconn 4000
            defaults
              mode http
              timeout connect 1s
              timeout client 60s
              timeout server 30s
              option forwardfor
              http-reuse always
              retries 2
              option redispatch
            frontend clients
              bind 127.0.0.1:{site.Port}
              default_backend nodes
            backend nodes
              balance random(2)
            {string.Join('\n', upstreams.Select((node, i) => $"  server node-{i + 1} {node}"))}

            """;
        return ["-db", "-f", site.Write("haproxy.cfg", config)];
    }
}
