using System.Net;
using Holdfast.TestPeers.Certificates;

namespace Holdfast.TestPeers.RealServers;

/// <summary>Unbound, forwarding everything; over all four transports with a certificate.</summary>
public sealed class Unbound(params IPEndPoint[] upstreams) : ServerProgram
{
    public override string Executable => "unbound";

    public override string Package => "unbound";

    /// <summary>Serve TLS and HTTPS with this; null for none.</summary>
    public TestCertificate? Certificate { get; init; }

    /// <summary>How many threads answer.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>More lines for the server clause.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    public override IReadOnlyList<string> Prepare(ServerSite site)
    {
        var tls = Certificate?.WriteTo(site.Folder);
        var config = $"""
            server:
              username: ""
              chroot: ""
              directory: "{site.Folder}"
              pidfile: "{site.PathOf("unbound.pid")}"
              use-syslog: no
              logfile: ""
              do-daemonize: no
              num-threads: {Threads}
              so-reuseport: yes
              interface: 127.0.0.1@{site.Port}
              access-control: 127.0.0.0/8 allow
              do-not-query-localhost: no
              module-config: "iterator"
              do-ip6: no
              local-zone: "test." nodefault
              local-zone: "invalid." nodefault
              {(tls is null ? "" : $"interface: 127.0.0.1@{site.TlsPort}")}
              {(tls is null ? "" : $"interface: 127.0.0.1@{site.HttpsPort}")}
              {(tls is null ? "" : $"tls-port: {site.TlsPort}")}
              {(tls is null ? "" : $"https-port: {site.HttpsPort}")}
              {(tls is null ? "" : $"tls-service-key: \"{tls.KeyPath}\"")}
              {(tls is null ? "" : $"tls-service-pem: \"{tls.ChainPath}\"")}
              {string.Join("\n  ", Options)}
            remote-control:
              control-enable: no
            {(upstreams.Length == 0 ? "" : "forward-zone:\n  name: \".\"")}
            {string.Join('\n', upstreams.Select(at => $"  forward-addr: {at.Address}@{at.Port}"))}

            """;
        return ["-d", "-p", "-c", site.Write("unbound.conf", config)];
    }
}
