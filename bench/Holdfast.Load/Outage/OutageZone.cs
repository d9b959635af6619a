using System.Globalization;
using System.Net;
using Holdfast.TestPeers.Probing;
using Holdfast.TestPeers.RealServers;
using Holdfast.TestPeers.Targets;
using Holdfast.TestPeers.Upstreams;

namespace Holdfast.Load.Outage;

/// <summary>The names that are asked: 200 that expire every 5 s, 200 that live an hour, one that is guarded, and names nobody asked before.</summary>
internal static class OutageZone
{
    public const string Guarded = "guarded.bench.test.";
    public const string Fresh = "fresh.bench.test.";
    private const int Names = 200;
    private static long _fresh;

    /// <summary>Where the guarded name leads: something listens there, so that proofs succeed.</summary>
    public static string[] Alive { get; } = ["127.0.0.11", "127.0.0.12"];

    /// <summary>What listens there; closed, it refuses.</summary>
    public static TcpTarget[] Targets { get; } = Open();

    /// <summary>The port on which it listens.</summary>
    public static int Port => Targets[0].EndPoint.Port;

    /// <summary>Where nothing listens.</summary>
    public const string Nowhere = "127.0.0.99";

    public static ZoneModel Create()
    {
        var zone = ZoneModel.Of("bench.test.", negativeTtl: 5)
            .WithAddresses(Guarded, 5, Alive)
            .WithAddresses("*." + Fresh, 300, "192.0.2.200");
        foreach (var (name, ttl) in Short.Select(name => (name, 5u)).Concat(Long.Select(name => (name, 3600u))))
        {
            zone = zone.WithAddresses(name, ttl, "192.0.2.1");
        }

        return zone;
    }

    /// <summary>The steady load: a tenth of it for the guarded name.</summary>
    public static ProbeClass[] SteadyLoad() =>
    [
        ProbeClass.Of("guarded", 0.10, [Guarded], Alive),
        ProbeClass.Of("short", 0.45, [.. Short]),
        ProbeClass.Of("long", 0.45, [.. Long]),
    ];

    /// <summary>Names never asked before, each once.</summary>
    public static ProbeClass FreshNames() =>
        new("fresh", 1, _ => string.Create(CultureInfo.InvariantCulture, $"n{Interlocked.Increment(ref _fresh)}.{Fresh}"));

    private static TcpTarget[] Open()
    {
        var port = FreePorts.Pick(1)[0];
        return [.. Alive.Select(address => new TcpTarget(IPAddress.Parse(address), port))];
    }

    private static IEnumerable<string> Short => Enumerable.Range(0, Names).Select(n => string.Create(CultureInfo.InvariantCulture, $"s{n}.bench.test."));

    private static IEnumerable<string> Long => Enumerable.Range(0, Names).Select(n => string.Create(CultureInfo.InvariantCulture, $"l{n}.bench.test."));
}
