using System.CommandLine;
using System.Net;
using Holdfast.Balancing;
using Holdfast.Endpoints.Observing;
using Holdfast.Wire.Names;
using Microsoft.Extensions.Logging.Abstractions;

namespace Holdfast.Load.Balancer;

/// <summary>Hosts one virtual address until the process is ended: what <c>bench/balancer</c> measures, in a process of its own.</summary>
internal static class VirtualAddressCommand
{
    public const string Name = "virtual-address";

    public static Command Create()
    {
        Argument<string> listen = new("listen") { Description = "Where it listens, ADDRESS:PORT." };
        Argument<string[]> nodes = new("nodes") { Description = "The nodes, ADDRESS:PORT each; every address once." };
        Command command = new(Name, "Serves a virtual address in front of nodes, over HTTP/1.1, until the process is ended.") { listen, nodes };
        command.SetAction((given, stop) => RunAsync(IPEndPoint.Parse(given.GetValue(listen)!), [.. given.GetValue(nodes)!.Select(IPEndPoint.Parse)], stop));
        return command;
    }

    private static async Task<int> RunAsync(IPEndPoint listen, IPEndPoint[] nodes, CancellationToken stop)
    {
        var options = new VirtualAddressOptions
        {
            Name = DomainName.Parse("bench.test."),
            Listen = [new ClientEndPoint(listen)],
            Nodes = [.. nodes.Select(node => new BalancedNode { Address = node.Address, Port = node.Port })],
        };
        await using var address = new VirtualAddress(options, new HealthBoard(), new BalancingMetrics(), TimeProvider.System, new Random(1), NullLogger<VirtualAddress>.Instance);
        if (await address.TryStartAsync(stop) is { } fault)
        {
            Console.Error.WriteLine(fault);
            return 1;
        }

        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return 0;
    }
}
