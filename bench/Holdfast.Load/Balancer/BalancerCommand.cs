using System.CommandLine;

namespace Holdfast.Load.Balancer;

/// <summary><c>bench/balancer</c>: the virtual address beside other balancers.</summary>
internal static class BalancerCommand
{
    public static Command Create() => new BenchOptions(BalancerBench.Servers, BalancerBench.Parts, "bench-balancer.json")
        .Command("balancer", "Requests a second, CPU and latency of balancers in front of the same three nodes, 1 KiB bodies, 64 connections.", BalancerBench.RunAsync);
}
