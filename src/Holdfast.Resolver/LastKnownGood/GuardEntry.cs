using System.Collections.Immutable;
using System.Net;
using Holdfast.Wire.Names;
using Holdfast.Wire.Records;

namespace Holdfast.Resolver.LastKnownGood;

/// <summary>All that is known of one guarded name and type, for people. Times are wall time.</summary>
/// <param name="Name">The name.</param>
/// <param name="Type">The type.</param>
/// <param name="Rule">The name of the rule that guards it; null when none does any more.</param>
/// <param name="HeldSince">Since when a last known good answer is served; null when none is.</param>
/// <param name="DeniedSince">Since when every operator denies it; null while any gives an answer.</param>
/// <param name="ReleasedBy">Who released it.</param>
/// <param name="ReleasedAt">When it was released.</param>
/// <param name="RestoredGeneration">The generation a person restored; null for none.</param>
/// <param name="RestoredAt">When it was restored.</param>
/// <param name="LastReport">What was last noted: a disagreement, an answer that was not believed, a hold that failed; null for nothing.</param>
/// <param name="Generations">The different answers it has had, the one last seen first.</param>
public sealed record GuardEntry(
    DomainName Name,
    RecordType Type,
    DomainName? Rule,
    DateTimeOffset? HeldSince,
    DateTimeOffset? DeniedSince,
    ReleasedBy ReleasedBy,
    DateTimeOffset? ReleasedAt,
    uint? RestoredGeneration,
    DateTimeOffset? RestoredAt,
    string? LastReport,
    ImmutableArray<GuardGeneration> Generations);

/// <summary>One of the different answers a guarded name and type have had. Times are wall time.</summary>
/// <param name="Number">Its number, counted from 1 for each name and type.</param>
/// <param name="Standing">What it is worth.</param>
/// <param name="Confirmation">What made it good.</param>
/// <param name="ConfirmedAt">When it became good.</param>
/// <param name="FirstSeen">When an operator first gave it.</param>
/// <param name="LastSeen">When an operator last gave it.</param>
/// <param name="Operators">Who gave it.</param>
/// <param name="Addresses">The addresses in it.</param>
/// <param name="Records">Its records as zone files have them.</param>
/// <param name="Signed">Whether signatures are kept with it.</param>
public sealed record GuardGeneration(
    uint Number,
    Standing Standing,
    Confirmation Confirmation,
    DateTimeOffset? ConfirmedAt,
    DateTimeOffset FirstSeen,
    DateTimeOffset LastSeen,
    ImmutableArray<string> Operators,
    ImmutableArray<IPAddress> Addresses,
    ImmutableArray<string> Records,
    bool Signed);
