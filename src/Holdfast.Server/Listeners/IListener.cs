using System.Net;
using Holdfast.Resolver.Exchanges;
using Holdfast.Resolver.Resolving;

namespace Holdfast.Server.Listeners;

/// <summary>One address that clients ask at. Made with its socket open; disposed with it closed.</summary>
internal interface IListener : IAsyncDisposable
{
    /// <summary>How clients ask.</summary>
    Transport Transport { get; }

    /// <summary>The address and the port that were really taken.</summary>
    IPEndPoint EndPoint { get; }

    /// <summary>Begins to serve.</summary>
    ValueTask StartAsync(CancellationToken cancellationToken);

    /// <summary>Takes no new queries; those under way are still answered until it is disposed.</summary>
    ValueTask StopAcceptingAsync();

    /// <summary>Waits until all queries under way are answered.</summary>
    /// <param name="deadline">When to wait no longer.</param>
    ValueTask DrainAsync(Deadline deadline);
}
