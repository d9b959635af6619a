using System.CommandLine;

namespace Holdfast.Load.Zones;

/// <summary><c>bench/zones</c>: authoritative answers beside other servers.</summary>
internal static class ZonesCommand
{
    public static Command Create() => new BenchOptions(ZonesBench.Servers, ZonesBench.Parts, "bench-zones.json")
        .Command("zones", "Queries a second, CPU, load time and memory with a zone of a million names, server by server.", ZonesBench.RunAsync);
}
