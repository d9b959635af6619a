using Holdfast.Resolver.Cache;

namespace Holdfast.Resolver.Tests.Cache;

/// <summary>Whether two answers say the same in every respect; what is cached is a copy of what was stored.</summary>
internal static class SameAnswer
{
    public static bool SaysTheSameAs(this FinishedAnswer answer, FinishedAnswer other) =>
        answer.Octets.SequenceEqual(other.Octets)
        && answer.TtlOffsets.SequenceEqual(other.TtlOffsets)
        && (answer.Kind, answer.Ttl, answer.Provider, answer.Note) == (other.Kind, other.Ttl, other.Provider, other.Note);
}
