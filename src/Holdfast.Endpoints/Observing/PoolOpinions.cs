using System.Collections.Immutable;
using System.Net;

namespace Holdfast.Endpoints.Observing;

/// <summary>What one observer thinks of a pool's members. Immutable.</summary>
/// <param name="Observer">Whose opinions they are.</param>
/// <param name="Members">Each member that it watches.</param>
public sealed record PoolOpinions(string Observer, ImmutableDictionary<IPAddress, MemberOpinion> Members)
{
    /// <summary>Its opinion of one member; unknown when it does not watch it.</summary>
    public MemberOpinion Of(IPAddress address) => Members.GetValueOrDefault(address);

    /// <summary>Whether another report would say anything else about who is up.</summary>
    internal bool SaysTheSame(PoolOpinions? other) => other is not null
        && Members.Count == other.Members.Count
        && Members.All(pair => other.Members.TryGetValue(pair.Key, out var opinion) && opinion.Opinion == pair.Value.Opinion);
}
