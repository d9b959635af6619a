using System.Net;

namespace Holdfast.TestPeers.RealServers;

/// <summary>PowerDNS Recursor, forwarding everything, over UDP and TCP.</summary>
public sealed class PowerDnsRecursor(params IPEndPoint[] upstreams) : ServerProgram
{
    public override string Executable => "pdns_recursor";

    public override string Package => "pdns-recursor";

    /// <summary>How many threads answer.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>More lines of configuration.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    public override IReadOnlyList<string> Prepare(ServerSite site)
    {
        site.Write("recursor.conf", $"""
            local-address=127.0.0.1:{site.Port}
            socket-dir={site.Folder}
            setuid=
            setgid=
            daemon=no
            disable-syslog=yes
            quiet=yes
            loglevel=3
            security-poll-suffix=
            dnssec=off
            dont-query=
            allow-from=127.0.0.0/8
            threads={Threads}
            distributor-threads=0
            pdns-distributes-queries=no
            reuseport=yes
            forward-zones-recurse=.={string.Join(';', upstreams.Select(at => at.ToString()))}
            {string.Join('\n', Options)}

            """);
        return [$"--config-dir={site.Folder}"];
    }
}
