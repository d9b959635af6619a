using System.Net;
using Holdfast.Endpoints.Observing;
using Holdfast.Store;
using Holdfast.Wire.Names;

namespace Holdfast.Endpoints.Publishing;

/// <summary>How a node tells the enactors about itself. To be called again within every third of a report's lifetime, changed or not: a node that falls silent counts as one.</summary>
/// <param name="store">The store.</param>
/// <param name="name">The pool's name.</param>
/// <param name="address">The node's address in the pool.</param>
public sealed class NodeReporter(IOrderedStore store, DomainName name, IPAddress address)
{
    /// <summary>Says how the node is.</summary>
    public async ValueTask ReportAsync(NodeState state, CancellationToken cancellationToken) =>
        await store.CommitAsync(new StoreBatch([], [StoreOperation.Put(PlanKeys.Node(name, address), StateReader.Write(state))]), cancellationToken);
}
