using Holdfast.Wire.Messages;

namespace Holdfast.Resolver.Cache;

/// <summary>The short way from a response to an answer: already in order, it is checked in one pass, copied and cut.</summary>
internal static class WellFormedResponse
{
    /// <summary>Builds the answer; null when the response needs the general way.</summary>
    public static FinishedAnswer? Take(ReadOnlySpan<byte> response, Question question, string provider, CachePolicy policy) => null;
}
