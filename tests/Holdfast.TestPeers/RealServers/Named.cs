using System.Net;
using Holdfast.TestPeers.Certificates;

namespace Holdfast.TestPeers.RealServers;

/// <summary>BIND 9: authoritative for its zones, forwarding all else if told whereto; over all four transports with a certificate.</summary>
public sealed class Named(params ServedZone[] zones) : ServerProgram
{
    public override string Executable => "named";

    public override string Package => "bind9";

    /// <summary>Where to forward; empty for an authoritative server only.</summary>
    public IReadOnlyList<IPEndPoint> Upstreams { get; init; } = [];

    /// <summary>Serve TLS and HTTPS with this; null for none.</summary>
    public TestCertificate? Certificate { get; init; }

    /// <summary>More lines for the options block.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    public override IReadOnlyList<string> Prepare(ServerSite site)
    {
        var tls = Certificate?.WriteTo(site.Folder);
        var forwarding = Upstreams.Count == 0
            ? "recursion no;"
            : $"recursion yes; forward only; forwarders {{ {string.Concat(Upstreams.Select(at => $"{at.Address} port {at.Port}; "))}}};";
        var config = $$"""
            {{(tls is null ? "" : $"tls own {{ key-file \"{tls.KeyPath}\"; cert-file \"{tls.ChainPath}\"; }};")}}
            options {
                directory "{{site.Folder}}";
                pid-file "{{site.PathOf("named.pid")}}";
                session-keyfile "{{site.PathOf("session.key")}}";
                managed-keys-directory "{{site.Folder}}";
                listen-on port {{site.Port}} { 127.0.0.1; };
                {{(tls is null ? "" : $"listen-on port {site.TlsPort} tls own {{ 127.0.0.1; }};")}}
                {{(tls is null ? "" : $"listen-on port {site.HttpsPort} tls own http default {{ 127.0.0.1; }};")}}
                listen-on-v6 { none; };
                dnssec-validation no;
                empty-zones-enable no;
                allow-query { any; };
                allow-query-cache { any; };
                allow-recursion { any; };
                allow-transfer { any; };
                notify no;
                {{forwarding}}
                {{string.Join("\n    ", Options)}}
            };
            controls { };
            logging { category lame-servers { null; }; };
            {{string.Join('\n', zones.Select(zone => $"zone \"{zone.Origin}\" {{ type primary; file \"{site.Write(zone.FileName, zone.Text)}\"; }};"))}}

            """;
        return ["-g", "-n", "1", "-c", site.Write("named.conf", config)];
    }
}
