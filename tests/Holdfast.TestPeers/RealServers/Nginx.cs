using System.Net;

namespace Holdfast.TestPeers.RealServers;

/// <summary>nginx, in one of two parts: it says the same text to every request, or balances over servers that do.</summary>
public sealed class Nginx : WebProgram
{
    public override string Executable => "nginx";

    public override string Package => "nginx-light";

    /// <summary>What it says, when it has no upstreams: letters and digits.</summary>
    public string Text { get; init; } = "ok";

    /// <summary>An address of loopback besides 127.0.0.1, on the same port.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>Whom it balances over: least connections of two drawn at random.</summary>
    public IReadOnlyList<IPEndPoint> Upstreams { get; init; } = [];

    /// <summary>How many processes serve; 0 for one that has no parent, which a signal to it ends whole.</summary>
    public int Workers { get; init; }

    public override IReadOnlyList<string> Prepare(ServerSite site)
    {
        var config = $$"""
            daemon off;
            master_process {{(Workers == 0 ? "off" : "on")}};
            worker_processes {{Math.Max(1, Workers)}};
            pid {{site.PathOf("nginx.pid")}};
            error_log stderr error;
            events { worker_connections 4096; }
            http {
              access_log off;
              types { }
              default_type text/plain;
              keepalive_requests 100000000;
              client_body_temp_path {{site.PathOf("client")}};
              proxy_temp_path {{site.PathOf("proxy")}};
              fastcgi_temp_path {{site.PathOf("fastcgi")}};
              uwsgi_temp_path {{site.PathOf("uwsgi")}};
              scgi_temp_path {{site.PathOf("scgi")}};
              {{(Upstreams.Count == 0 ? "" : $"upstream nodes {{ random two least_conn; {string.Concat(Upstreams.Select(node => $"server {node}; "))} keepalive 256; keepalive_requests 100000000; }}")}}
              server {
                listen 127.0.0.1:{{site.Port}} backlog=1024;
                {{(Address is null ? "" : $"listen {Address}:{site.Port} backlog=1024;")}}
                location / {
                  {{(Upstreams.Count == 0 ? $"return 200 \"{Text}\";" : "proxy_pass http://nodes; proxy_http_version 1.1; proxy_set_header Connection \"\"; proxy_set_header Host $host; proxy_set_header X-Forwarded-For $remote_addr;")}}
                }
              }
            }

            """;
        return ["-p", site.Folder, "-c", site.Write("nginx.conf", config)];
    }
}
