using Holdfast.TestPeers.Certificates;

namespace Holdfast.TestPeers.RealServers;

/// <summary>NSD, an authoritative server, over UDP, TCP and (with a certificate) TLS.</summary>
public sealed class Nsd(params ServedZone[] zones) : ServerProgram
{
    public override string Executable => "nsd";

    public override string Package => "nsd";

    /// <summary>Serve TLS with this; null for none.</summary>
    public TestCertificate? Certificate { get; init; }

    /// <summary>How many processes answer.</summary>
    public int Servers { get; init; } = 1;

    public override IReadOnlyList<string> Prepare(ServerSite site)
    {
        var tls = Certificate?.WriteTo(site.Folder);
        var config = $"""
            server:
              username: ""
              chroot: ""
              zonesdir: "{site.Folder}"
              pidfile: "{site.PathOf("nsd.pid")}"
              database: ""
              xfrdfile: "{site.PathOf("xfrd.state")}"
              zonelistfile: "{site.PathOf("zone.list")}"
              xfrdir: "{site.Folder}"
              cookie-secret-file: "{site.PathOf("cookies")}"
              server-count: {Servers}
              reuseport: yes
              rrl-ratelimit: 0
              rrl-whitelist-ratelimit: 0
              hide-version: no
              verbosity: 1
              ip-address: 127.0.0.1@{site.Port}
              port: {site.Port}
              {(tls is null ? "" : $"ip-address: 127.0.0.1@{site.TlsPort}")}
              {(tls is null ? "" : $"tls-port: {site.TlsPort}")}
              {(tls is null ? "" : $"tls-service-key: \"{tls.KeyPath}\"")}
              {(tls is null ? "" : $"tls-service-pem: \"{tls.ChainPath}\"")}
            remote-control:
              control-enable: no
            {string.Join('\n', zones.Select(zone => $"zone:\n  name: \"{zone.Origin}\"\n  zonefile: \"{site.Write(zone.FileName, zone.Text)}\""))}

            """;
        return ["-d", "-c", site.Write("nsd.conf", config)];
    }
}
