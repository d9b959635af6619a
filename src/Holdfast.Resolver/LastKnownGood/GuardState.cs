using System.Collections.Immutable;
using Holdfast.Wire.Names;
using Holdfast.Wire.Records;

namespace Holdfast.Resolver.LastKnownGood;

/// <summary>What is remembered under: a name, its case ignored, and a type. The class is always IN.</summary>
internal readonly record struct GuardKey(DomainName Name, RecordType Type)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Type.ToText()}";
}

/// <summary>Who ended a name's guard.</summary>
public enum ReleasedBy : byte
{
    /// <summary>Nobody.</summary>
    Nobody = 0,

    /// <summary>A person.</summary>
    Hand = 1,

    /// <summary>Time: every operator denied the name for as long as the rule allows.</summary>
    Time = 2,
}

/// <summary>All that is known of one name and type. Immutable; only <see cref="GuardDecisions"/> makes new ones.</summary>
internal sealed record GuardState
{
    /// <summary>What it is remembered under.</summary>
    public required GuardKey Key { get; init; }

    /// <summary>The different answers, the one last seen first.</summary>
    public ImmutableArray<Generation> Generations { get; init; } = [];

    /// <summary>How many generations there ever were.</summary>
    public uint LastNumber { get; init; }

    /// <summary>Since when every operator that was asked has denied the name; null while any gives an answer.</summary>
    public DateTimeOffset? DeniedSince { get; init; }

    /// <summary>Since when a last known good answer is served; null when none is.</summary>
    public DateTimeOffset? HeldSince { get; init; }

    /// <summary>Who released the name.</summary>
    public ReleasedBy ReleasedBy { get; init; }

    /// <summary>When it was released.</summary>
    public DateTimeOffset? ReleasedAt { get; init; }

    /// <summary>The generation a person restored; 0 for none.</summary>
    public uint RestoredNumber { get; init; }

    /// <summary>When it was restored.</summary>
    public DateTimeOffset? RestoredAt { get; init; }

    /// <summary>Whether the name is released: denials are honoured.</summary>
    public bool IsReleased => ReleasedBy != ReleasedBy.Nobody;

    /// <summary>When the latest answer was seen.</summary>
    public DateTimeOffset LastSeen => Generations.IsEmpty ? DateTimeOffset.MinValue : Generations.Max(generation => generation.LastSeen);

    /// <summary>The generation that a person restored, if any.</summary>
    public Generation? Restored => RestoredNumber == 0 ? null : Generations.FirstOrDefault(generation => generation.Number == RestoredNumber);
}
