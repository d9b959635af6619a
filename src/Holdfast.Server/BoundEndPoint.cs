using System.Net;
using Holdfast.Resolver.Exchanges;

namespace Holdfast.Server;

/// <summary>Where the server really listens.</summary>
/// <param name="Transport">How clients ask there.</param>
/// <param name="EndPoint">The address, with the port that was taken.</param>
public sealed record BoundEndPoint(Transport Transport, IPEndPoint EndPoint)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Transport.ToString().ToUpperInvariant()} {EndPoint}";
}
