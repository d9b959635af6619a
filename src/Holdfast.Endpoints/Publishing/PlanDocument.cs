using System.Text.Json.Serialization;

namespace Holdfast.Endpoints.Publishing;

/// <summary>A plan as JSON has it; docs/formats/endpoint-plan.md tells the fields.</summary>
internal sealed record PlanDocument
{
    public required int Format { get; init; }

    public required string Name { get; init; }

    public required long Generation { get; init; }

    public int Edition { get; init; }

    public required string Origin { get; init; }

    public required string By { get; init; }

    public required DateTimeOffset At { get; init; }

    public string? Note { get; init; }

    public required string Policy { get; init; }

    public string? Region { get; init; }

    public required int Ttl { get; init; }

    public SubnetDocument[]? Subnets { get; init; }

    public required MemberDocument[] Members { get; init; }
}

/// <summary>A member of a plan.</summary>
internal sealed record MemberDocument
{
    public required string Address { get; init; }

    public required string Role { get; init; }

    public string? Zone { get; init; }

    public string? Region { get; init; }

    public required int Weight { get; init; }

    public required bool Up { get; init; }

    public DateTimeOffset? Since { get; init; }

    public required string Reason { get; init; }
}

/// <summary>Clients of a subnet and their zone.</summary>
internal sealed record SubnetDocument
{
    public required string Subnet { get; init; }

    public required string Zone { get; init; }
}

/// <summary>A freeze.</summary>
internal sealed record FreezeDocument
{
    public required int Format { get; init; }

    public required string By { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string Why { get; init; }
}

/// <summary>A plan that was refused.</summary>
internal sealed record RefusedDocument
{
    public required int Format { get; init; }

    public required string Reason { get; init; }

    public required string Text { get; init; }

    public required PlanDocument Plan { get; init; }
}

/// <summary>What an observer thinks of a pool's members: addresses in their order, and of each one letter.</summary>
internal sealed record OpinionsDocument
{
    public required int Format { get; init; }

    public required string Observer { get; init; }

    public required OpinionDocument[] Members { get; init; }
}

/// <summary>What an observer thinks of one member.</summary>
internal sealed record OpinionDocument
{
    public required string Address { get; init; }

    public required string Opinion { get; init; }

    public string? Detail { get; init; }
}

/// <summary>What a node says of itself.</summary>
internal sealed record NodeDocument
{
    public required int Format { get; init; }

    public required string State { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(PlanDocument))]
[JsonSerializable(typeof(FreezeDocument))]
[JsonSerializable(typeof(RefusedDocument))]
[JsonSerializable(typeof(OpinionsDocument))]
[JsonSerializable(typeof(NodeDocument))]
internal sealed partial class PlanJson : JsonSerializerContext;
