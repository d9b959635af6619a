using Holdfast.Server.Pipeline;

namespace Holdfast.Server.Listeners.Http2;

/// <summary>A question for the resolver.</summary>
/// <param name="StreamId">The request that asks; it keeps its place until the question is answered.</param>
/// <param name="Query">The query, in memory of its own.</param>
/// <param name="Client">Who asks.</param>
internal readonly record struct Http2Miss(int StreamId, byte[] Query, ClientInfo Client);
