using Holdfast.Balancing.Choosing;

namespace Holdfast.Balancing;

/// <summary>A node as it is at one moment.</summary>
/// <param name="Node">The node.</param>
/// <param name="Standing">Whether it gets requests, and why not.</param>
/// <param name="InFlight">Requests that it has now.</param>
/// <param name="Requests">Requests that ended on it, whatever became of them.</param>
/// <param name="Failures">Those of them that it failed.</param>
public sealed record NodeState(BalancedNode Node, NodeStanding Standing, int InFlight, long Requests, long Failures);
