using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using Holdfast.Endpoints.Planning;
using Holdfast.Wire.Names;

namespace Holdfast.Endpoints.Publishing;

/// <summary>
/// Plans to JSON and back. JSON, since on the day when nothing of ours runs a person must be able to read a plan with the
/// store's own tools.
/// </summary>
public static class PlanCodec
{
    /// <summary>The version that is written, and the newest that is read.</summary>
    public const int Format = 1;

    /// <summary>A plan's octets.</summary>
    public static byte[] Write(EndpointPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return DocumentReader.Write(ToDocument(plan), PlanJson.Default.PlanDocument);
    }

    /// <summary>Reads a plan. Never throws.</summary>
    /// <param name="octets">What <see cref="Write"/> wrote.</param>
    /// <param name="plan">The plan, or null.</param>
    /// <param name="fault">Why these octets are no plan; null when they are one.</param>
    public static bool TryRead(ReadOnlySpan<byte> octets, [NotNullWhen(true)] out EndpointPlan? plan, [NotNullWhen(false)] out string? fault)
    {
        plan = null;
        return DocumentReader.TryRead(octets, PlanJson.Default.PlanDocument, document => document.Format, out var document, out fault)
            && TryConvert(document, out plan, out fault);
    }

    internal static PlanDocument ToDocument(EndpointPlan plan) => new()
    {
        Format = Format,
        Name = plan.Name.ToString(),
        Generation = plan.Generation.Value,
        Edition = plan.Edition,
        Origin = DocumentReader.NameOf(plan.Origin),
        By = plan.By,
        At = plan.At,
        Note = plan.Note.Length == 0 ? null : plan.Note,
        Policy = DocumentReader.NameOf(plan.Policy),
        Region = plan.ActiveRegion.Length == 0 ? null : plan.ActiveRegion,
        Ttl = (int)plan.Ttl.TotalSeconds,
        Subnets = plan.Subnets.IsEmpty ? null : [.. plan.Subnets.Select(near => new SubnetDocument { Subnet = near.Subnet.ToString(), Zone = near.Zone })],
        Members = [.. plan.Members.Select(member => new MemberDocument
        {
            Address = member.Address.ToString(),
            Role = DocumentReader.NameOf(member.Role),
            Zone = member.Zone.Length == 0 ? null : member.Zone,
            Region = member.Region.Length == 0 ? null : member.Region,
            Weight = member.Weight,
            Up = member.IsUp,
            Since = member.Since == DateTimeOffset.UnixEpoch ? null : member.Since,
            Reason = member.Reason,
        })],
    };

    internal static bool TryConvert(PlanDocument document, [NotNullWhen(true)] out EndpointPlan? plan, [NotNullWhen(false)] out string? fault)
    {
        (plan, fault) = (null, null);
        if (!DomainName.TryParse(document.Name, out var name, out _))
        {
            fault = $"'{document.Name}' is no name";
        }
        else if (document.Generation < 1)
        {
            fault = $"{document.Generation} is no generation";
        }
        else if (!DocumentReader.TryName<PlanOrigin>(document.Origin, out var origin))
        {
            fault = $"'{document.Origin}' is no origin";
        }
        else if (!DocumentReader.TryName<PlanPolicyKind>(document.Policy, out var policy))
        {
            fault = $"'{document.Policy}' is no policy";
        }
        else if (document.Ttl is < 1 or > 86_400)
        {
            fault = $"{document.Ttl} is no TTL";
        }
        else if (TrySubnets(document.Subnets ?? [], out var subnets, out fault) && TryMembers(document.Members, out var members, out fault))
        {
            plan = new EndpointPlan
            {
                Name = name,
                Generation = new Generation(document.Generation),
                Edition = document.Edition,
                Origin = origin,
                By = document.By,
                At = document.At,
                Note = document.Note ?? "",
                Policy = policy,
                ActiveRegion = document.Region ?? "",
                Ttl = TimeSpan.FromSeconds(document.Ttl),
                Subnets = subnets,
                Members = members,
            };
        }

        fault = plan is null ? fault ?? "" : null;
        return plan is not null;
    }

    private static bool TrySubnets(SubnetDocument[] documents, out ImmutableArray<SubnetZone> subnets, out string? fault)
    {
        (subnets, fault) = ([], null);
        var read = ImmutableArray.CreateBuilder<SubnetZone>(documents.Length);
        foreach (var document in documents)
        {
            if (!IPNetwork.TryParse(document.Subnet, out var subnet))
            {
                fault = $"'{document.Subnet}' is no subnet";
                return false;
            }

            read.Add(new SubnetZone(subnet, document.Zone));
        }

        subnets = read.MoveToImmutable();
        return true;
    }

    private static bool TryMembers(MemberDocument[] documents, out ImmutableArray<PlannedMember> members, out string? fault)
    {
        (members, fault) = ([], null);
        var read = ImmutableArray.CreateBuilder<PlannedMember>(documents.Length);
        foreach (var document in documents)
        {
            if (!IPAddress.TryParse(document.Address, out var address))
            {
                fault = $"'{document.Address}' is no address";
                return false;
            }

            if (!DocumentReader.TryName<MemberRole>(document.Role, out var role))
            {
                fault = $"'{document.Role}' is no role";
                return false;
            }

            read.Add(new PlannedMember(
                address, document.Zone ?? "", document.Region ?? "", document.Weight, role, document.Up, document.Since ?? DateTimeOffset.UnixEpoch, document.Reason));
        }

        members = read.MoveToImmutable();
        return true;
    }
}
