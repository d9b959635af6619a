using System.Buffers.Binary;
using Holdfast.Server.Pipeline;
using Holdfast.Server.Zones.Compiled;
using Holdfast.Server.Zones.Planned;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Names;
using Holdfast.Wire.Records;

namespace Holdfast.Server.Zones;

/// <summary>
/// The way of one question through zones of our own (RFC 1034 §4.3.2, RFC 4592 §3.3.1, RFC 6672 §3.2).
/// (1) The name is looked up. One that is there answers with the type asked for, with its alias, with a referral where it
/// is a cut, or is empty of that type.
/// (2) One that is not there is climbed from to the closest encloser: a cut refers, a DNAME redirects, a wildcard answers,
/// and else the name does not exist.
/// (3) An alias is followed from (1) on while it leads into zones of our own; what is somebody else's is resolved for
/// clients that may ask for that, and left to them otherwise.
/// Hot path: no allocation, no lock.
/// </summary>
internal static class AuthoritativeAnswer
{
    /// <summary>How many aliases are followed.</summary>
    public const int MaxAliases = 16;

    /// <summary>How long a chain of aliases can be: for each a DNAME and a CNAME record.</summary>
    public const int MaxChainOctets = MaxAliases * 2 * (FixedOctets + DomainName.MaxOctets);

    private const int FixedOctets = 12; // pointer to the owner, type, class, TTL, RDLENGTH
    private const int TtlOffset = 6;

    /// <summary>Writes what zones say.</summary>
    /// <param name="zones">The zones.</param>
    /// <param name="zone">The zone of the name asked for.</param>
    /// <param name="name">The name asked for.</param>
    /// <param name="type">The type asked for.</param>
    /// <param name="client">Who asks.</param>
    /// <param name="isResolved">Whether other people's names are resolved for the client.</param>
    /// <param name="reply">The response.</param>
    /// <param name="tail">Where the name stands that is to be resolved: behind the header if it is the one asked for.</param>
    public static ZoneVerdict Write(
        ZoneSet zones,
        Zone zone,
        ReadOnlySpan<byte> name,
        RecordType type,
        ClientAddress client,
        bool isResolved,
        ref ZoneReply reply,
        out int tail)
    {
        tail = MessageHeader.Octets;
        if (isResolved && type == RecordType.DS && name.Length == zone.Apex.Length)
        {
            // The zone above has it, and it is not ours: a validator behind us wants to hear that zone (RFC 4035 §3.1.4.1).
            return ZoneVerdict.Resolve;
        }

        Span<ushort> visited = stackalloc ushort[MaxAliases];
        for (var aliases = 0; ; aliases++)
        {
            switch (Follow(zone, name, tail, type, client, ref reply, out var target))
            {
                case Step.Done:
                    return ZoneVerdict.Answered;
                case Step.Referred when isResolved:
                    return ZoneVerdict.Resolve;
                case Step.Referred:
                    // AA speaks of the name asked for, which a chain's first alias answers (RFC 1034 §6.2.7).
                    reply.IsAuthoritative = aliases > 0;
                    return ZoneVerdict.Answered;
            }

            if (aliases == MaxAliases - 1 || reply.Overflowed)
            {
                return ZoneVerdict.Answered;
            }

            visited[aliases] = (ushort)tail;
            tail = target;
            name = NameAt(reply.Written, target);
            if (WasVisited(reply.Written, visited[..(aliases + 1)], name))
            {
                return ZoneVerdict.Answered;
            }

            if (!zones.TryFind(name, ZoneSet.TopLabelOf(name), type, out var next))
            {
                return isResolved ? ZoneVerdict.Resolve : ZoneVerdict.Answered;
            }

            zone = next;
        }
    }

    /// <summary>The name that stands at an offset of a message in full.</summary>
    public static ReadOnlySpan<byte> NameAt(ReadOnlySpan<byte> message, int start) => message.Slice(start, NamePlace.LengthOf(message[start..]));

    private static bool WasVisited(ReadOnlySpan<byte> message, ReadOnlySpan<ushort> visited, ReadOnlySpan<byte> name)
    {
        foreach (var start in visited)
        {
            if (NameOctets.EqualIgnoringCase(NameAt(message, start), name))
            {
                return true;
            }
        }

        return false;
    }

    private static Step Follow(
        Zone zone, ReadOnlySpan<byte> name, int start, RecordType type, ClientAddress client, ref ZoneReply reply, out int target)
    {
        target = 0;

        // A plan's addresses stand in place of the file's, and what the file says of a cut or an alias is overruled.
        PlannedName? plan = null;
        if (zone.Planned is { } planned
            && planned.TryGet(name, out plan)
            && plan.Addresses is { } addresses
            && type is RecordType.A or RecordType.AAAA or RecordType.ANY)
        {
            reply.AddAnswer(addresses.Next(type, client, out var count), count, start);
            if (count > 0)
            {
                return Step.Done;
            }
        }

        if (zone.Content is not { } content)
        {
            reply.Code = ResponseCode.ServerFailure;
            reply.IsAuthoritative = false;
            return Step.Done;
        }

        var here = new NamePlace(start, name.Length, name.Length);
        var node = content.Find(name);
        return plan switch
        {
            { Addresses: not null } when type is RecordType.A or RecordType.AAAA => Deny(content, here, ResponseCode.NoError, ref reply),
            not null => AnswerOwn(content, node, here, type, ref reply),
            null when node.IsMissing => Climb(zone, content, name, start, type, ref reply, out target),
            null => Answer(content, node, here, type, ref reply, out target),
        };
    }

    // (1) The name is there.
    private static Step Answer(CompiledZone content, ZoneNode node, NamePlace here, RecordType type, ref ZoneReply reply, out int target)
    {
        target = 0;
        if ((node.Traits & NodeTraits.Cut) != 0)
        {
            return type == RecordType.DS ? AnswerOwn(content, node, here, type, ref reply) : Refer(node, here, ref reply);
        }

        if ((node.Traits & NodeTraits.Cname) != 0 && type != RecordType.ANY && node.Find(type).IsEmpty)
        {
            var alias = node.Find(RecordType.CNAME);
            reply.AddAnswer(alias, here);
            target = reply.Length - (alias.All.Length - FixedOctets);
            return Step.Alias;
        }

        return AnswerOwn(content, node, here, type, ref reply);
    }

    private static Step AnswerOwn(CompiledZone content, ZoneNode node, NamePlace here, RecordType type, ref ZoneReply reply)
    {
        // Of everything a name has, one set of records is enough (RFC 8482 §4.1).
        var block = node.IsMissing ? default : type == RecordType.ANY ? node.First() : node.Find(type);
        if (block.IsEmpty)
        {
            return Deny(content, here, ResponseCode.NoError, ref reply);
        }

        reply.AddAnswer(block, here);
        return Step.Done;
    }

    // (2) The name is not there. The climb ends at the apex at the latest.
    private static Step Climb(
        Zone zone, CompiledZone content, ReadOnlySpan<byte> name, int start, RecordType type, ref ZoneReply reply, out int target)
    {
        target = 0;
        ZoneNode encloser = default;
        var depth = 0;
        var isPlanned = false;
        while (encloser.IsMissing && !isPlanned)
        {
            depth += name[depth] + 1;
            encloser = content.Find(name[depth..]);
            isPlanned = zone.Planned?.TryGet(name[depth..], out _) ?? false;
        }

        var here = new NamePlace(start, name.Length, name.Length);
        var above = new NamePlace(start + depth, name.Length - depth, name.Length - depth);
        var traits = encloser.IsMissing ? NodeTraits.None : encloser.Traits;
        if ((traits & NodeTraits.Cut) != 0)
        {
            return Refer(encloser, above, ref reply);
        }

        if ((traits & NodeTraits.Dname) != 0)
        {
            return Redirect(encloser.Find(RecordType.DNAME), name[..depth], above, start, type, ref reply, out target);
        }

        if ((traits & NodeTraits.HasWildcard) == 0)
        {
            return Deny(content, here, ResponseCode.NameError, ref reply);
        }

        Span<byte> wildcard = stackalloc byte[DomainName.MaxOctets + 2];
        wildcard[0] = 1;
        wildcard[1] = (byte)'*';
        name[depth..].CopyTo(wildcard[2..]);
        wildcard = wildcard[..(name.Length - depth + 2)];
        return Answer(content, content.Find(wildcard), here with { StoredOctets = wildcard.Length }, type, ref reply, out target);
    }

    private static Step Refer(ZoneNode cut, NamePlace place, ref ZoneReply reply)
    {
        reply.AddAuthority(cut.Find(RecordType.NS), place);
        return Step.Referred;
    }

    // RFC 6672 §3.1: the CNAME record that says what the DNAME record makes of this name.
    private static Step Redirect(
        RecordBlock dname, ReadOnlySpan<byte> labels, NamePlace owner, int start, RecordType type, ref ZoneReply reply, out int target)
    {
        target = 0;
        reply.AddAnswer(dname, owner);
        var suffix = dname.All[FixedOctets..];
        if (labels.Length + suffix.Length > DomainName.MaxOctets)
        {
            reply.Code = ResponseCode.NameExists;
            return Step.Done;
        }

        Span<byte> alias = stackalloc byte[DomainName.MaxOctets];
        labels.CopyTo(alias);
        suffix.CopyTo(alias[labels.Length..]);
        var ttl = BinaryPrimitives.ReadUInt32BigEndian(dname.All[TtlOffset..]);
        target = reply.AddAnswer(start, RecordType.CNAME, ttl, alias[..(labels.Length + suffix.Length)]);
        return type == RecordType.CNAME ? Step.Done : Step.Alias;
    }

    private static Step Deny(CompiledZone content, NamePlace here, ResponseCode code, ref ZoneReply reply)
    {
        reply.Code = code;
        var apex = content.Apex.Length;
        reply.AddAuthority(content.Denial, new NamePlace(here.Start + here.Octets - apex, apex, apex));
        return Step.Done;
    }

    private enum Step
    {
        Done,
        Referred,
        Alias,
    }
}
