using System.Net;

namespace Holdfast.TestPeers.RealServers;

/// <summary>dnsmasq, forwarding everything, over UDP and TCP.</summary>
public sealed class Dnsmasq(params IPEndPoint[] upstreams) : ServerProgram
{
    public override string Executable => "dnsmasq";

    public override string Package => "dnsmasq-base";

    /// <summary>More lines of configuration.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    public override IReadOnlyList<string> Prepare(ServerSite site) =>
    [
        "--keep-in-foreground", "-C",
        site.Write("dnsmasq.conf", $"""
            port={site.Port}
            listen-address=127.0.0.1
            bind-interfaces
            no-resolv
            no-hosts
            no-daemon
            user=
            group=
            pid-file={site.PathOf("dnsmasq.pid")}
            cache-size=10000
            {string.Join('\n', upstreams.Select(at => $"server={at.Address}#{at.Port}"))}
            {string.Join('\n', Options)}

            """),
    ];
}
