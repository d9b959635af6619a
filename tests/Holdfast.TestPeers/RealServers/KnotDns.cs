namespace Holdfast.TestPeers.RealServers;

/// <summary>Knot DNS, an authoritative server, over UDP and TCP.</summary>
public sealed class KnotDns(params ServedZone[] zones) : ServerProgram
{
    public override string Executable => "knotd";

    public override string Package => "knot";

    /// <summary>How many threads answer over UDP.</summary>
    public int UdpWorkers { get; init; } = 1;

    public override IReadOnlyList<string> Prepare(ServerSite site)
    {
        var config = $"""
            server:
                rundir: "{site.Folder}"
                listen: 127.0.0.1@{site.Port}
                udp-workers: {UdpWorkers}
                tcp-workers: 1
                background-workers: 1
            log:
              - target: stderr
                any: warning
            database:
                storage: "{site.Folder}"
            template:
              - id: default
                storage: "{site.Folder}"
                journal-content: none
                zonefile-sync: -1
                zonefile-load: whole
            zone:
            {string.Join('\n', zones.Select(zone => $"  - domain: {zone.Origin}\n    file: \"{site.Write(zone.FileName, zone.Text)}\""))}

            """;
        return ["-c", site.Write("knot.conf", config)];
    }
}
