using Holdfast.Wire.Messages;
using Holdfast.Wire.Names;
using Holdfast.Wire.Records;

namespace Holdfast.TestPeers.Upstreams;

/// <summary>Which questions a fault strikes.</summary>
/// <param name="Fault">The fault.</param>
/// <param name="Name">At and below which name; null for all.</param>
/// <param name="Type">Which type; null for all.</param>
/// <param name="Share">The share of such questions that it strikes, 0 to 1.</param>
public sealed record FaultRule(Fault Fault, DomainName? Name = null, RecordType? Type = null, double Share = 1)
{
    /// <summary>Whether it strikes this question, this time.</summary>
    public bool Strikes(Question question, Random chance) =>
        (Name is null || question.Name.IsAtOrBelow(Name))
        && (Type is null || question.Type == Type)
        && (Share >= 1 || chance.NextDouble() < Share);
}
