using System.Net;
using Holdfast.TestPeers.RealServers;

namespace Holdfast.Load.Outage;

/// <summary>The servers that can be tried, each configured for this as well as its manual allows.</summary>
internal static class Contestants
{
    public const string Ours = "holdfast";

    public static IReadOnlyDictionary<string, Func<IPEndPoint[], ServerProgram>> All { get; } =
        new Dictionary<string, Func<IPEndPoint[], ServerProgram>>(StringComparer.Ordinal)
        {
            [Ours] = upstreams => Holdfast(upstreams),
            ["unbound"] = upstreams => new Unbound(upstreams)
            {
                // What is expired is served at once and refreshed behind it: of its modes the one with the best latencies.
                Options =
                [
                    "prefetch: yes", "serve-expired: yes", "serve-expired-ttl: 86400", "serve-expired-client-timeout: 0",
                    "serve-expired-reply-ttl: 5", "infra-host-ttl: 60", "infra-keep-probing: yes", "unknown-server-time-limit: 100",
                    "outgoing-range: 4096", "num-queries-per-thread: 2048",
                ],
            },
            ["dnsdist"] = upstreams => new Dnsdist(upstreams)
            {
                UpstreamOptions = "healthCheckMode='auto', checkName='l0.bench.test.', checkType='A', mustResolve=true, checkInterval=1, checkTimeout=500, maxCheckFailures=1, rise=1",
                Cache = "100000, {maxTTL=86400, staleTTL=5, temporaryFailureTTL=0, keepStaleData=true}",
                Options = ["setStaleCacheEntriesTTL(86400)", "setUDPTimeout(1)", "setServerPolicy(leastOutstanding)"],
            },
            ["bind"] = upstreams => new Named
            {
                Upstreams = upstreams,
                Options =
                [
                    "stale-answer-enable yes;", "stale-cache-enable yes;", "max-stale-ttl 1d;", "stale-answer-ttl 5;",
                    "stale-answer-client-timeout 0;", "stale-refresh-time 5;", "prefetch 2 9;",
                ],
            },
            ["dnsmasq"] = upstreams => new Dnsmasq(upstreams) { Options = ["all-servers", "use-stale-cache=86400"] },
            ["kresd"] = upstreams => new KnotResolver(upstreams) { Options = ["modules.load('serve_stale < cache')", "modules.load('predict')"] },
            ["powerdns"] = upstreams => new PowerDnsRecursor(upstreams)
            {
                Options = ["serve-stale-extensions=1440", "refresh-on-ttl-perc=20", "packetcache-ttl=5"],
            },
        };

    /// <summary>Our daemon, guarding the guarded name, with more lines of configuration.</summary>
    public static HoldfastDaemon Holdfast(IPEndPoint[] upstreams, params string[] options) => new(upstreams)
    {
        Options = ["guard:", $"  - name: {OutageZone.Guarded}", $"    proofs: [\"tcp:{OutageZone.Port}\"]", .. options],
    };
}
