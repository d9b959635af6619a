using System.Net;

namespace Holdfast.TestPeers.RealServers;

/// <summary>Knot Resolver, forwarding everything, over UDP and TCP.</summary>
public sealed class KnotResolver(params IPEndPoint[] upstreams) : ServerProgram
{
    public override string Executable => "kresd";

    public override string Package => "knot-resolver";

    /// <summary>More lines of Lua.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    public override IReadOnlyList<string> Prepare(ServerSite site)
    {
        var config = $$"""
            log_target('stderr')
            net.listen('127.0.0.1', {{site.Port}}, { kind = 'dns' })
            net.ipv6 = false
            trust_anchors.remove('.')
            modules.unload('ta_update')
            modules.unload('ta_signal_query')
            modules.unload('ta_sentinel')
            cache.open(100 * MB, 'lmdb://{{site.Folder}}/cache')
            {{string.Join('\n', Options)}}
            policy.add(policy.all(policy.FORWARD({ {{string.Join(", ", upstreams.Select(at => $"'{at.Address}@{at.Port}'"))}} })))

            """;
        return ["-n", "-c", site.Write("kresd.conf", config), site.Folder];
    }
}
