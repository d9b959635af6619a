using System.Runtime.InteropServices;
using Holdfast.Wire.Edns;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Names;
using Holdfast.Wire.Records;

namespace Holdfast.Resolver.Cache;

/// <summary>The general way from a response to an answer: read whole, chosen from, written anew.</summary>
internal static class RebuiltResponse
{
    // The longest text of a provider's extended error that is passed on, in characters: it must fit into UDP answers.
    private const int MaxNoteText = 200;

    /// <summary>Builds the answer, or says why there is none.</summary>
    public static BuildFault TryTake(
        ReadOnlySpan<byte> response, Question question, string provider, CachePolicy policy, out FinishedAnswer? answer)
    {
        answer = null;
        if (!Message.TryRead(response, out var message, out _, out _))
        {
            return BuildFault.Malformed;
        }

        if (Refusal(message, question) is var refusal and not BuildFault.None)
        {
            return refusal;
        }

        var chain = new AliasChain(question, message.Answers);
        if (chain.Follow() is var loop and not BuildFault.None)
        {
            return loop;
        }

        if (message.ResponseCode == ResponseCode.NameError && chain.HasData)
        {
            return BuildFault.Contradiction;
        }

        var kind = chain.HasData ? AnswerKind.Positive
            : message.ResponseCode == ResponseCode.NameError ? AnswerKind.NameError
            : AnswerKind.NoData;
        var soa = chain.HasData ? null : StartOfAuthority(message, question, chain.End);
        var denialTtl = soa is { Data: SoaData data } ? policy.DenialTtl(soa.Ttl, data.Minimum) : (uint)policy.BareDenialTtl.TotalSeconds;
        var records = Levelled(chain.Records, policy, policy.ClampTtl(uint.MaxValue >> 1));
        var authorities = Levelled(
            Proofs(message, question, soa), policy, chain.HasData ? policy.ClampTtl(uint.MaxValue >> 1) : denialTtl);

        var ttl = chain.HasData ? uint.MaxValue : denialTtl;
        foreach (var record in records)
        {
            ttl = Math.Min(ttl, record.Ttl);
        }

        answer = AnswerWriter.TryWrite(
            question,
            message.ResponseCode,
            policy.KeepAuthenticData ? message.Flags & MessageFlags.AuthenticData : MessageFlags.None,
            records,
            authorities,
            kind,
            TimeSpan.FromSeconds(ttl),
            provider,
            NoteOf(EdnsRecord.From(message.Opt), provider));
        return answer is null ? BuildFault.TooLong : BuildFault.None;
    }

    /// <summary>The first extended error a provider sent, with the provider's name before its text; null for none.</summary>
    public static ExtendedError? NoteOf(EdnsRecord? edns, string provider)
    {
        if (edns is null)
        {
            return null;
        }

        foreach (var option in edns.Options)
        {
            if (ExtendedError.From(option) is { } error)
            {
                var text = error.Text.Length == 0 ? provider : $"{provider}: {error.Text}";
                return error with { Text = text.Length > MaxNoteText ? text[..MaxNoteText] : text };
            }
        }

        return null;
    }

    private static BuildFault Refusal(Message message, Question question) => message switch
    {
        _ when (message.Flags & MessageFlags.Response) == 0 || message.Opcode != Opcode.Query => BuildFault.NotAResponse,
        _ when message.Questions is not [var asked] || asked != question => BuildFault.OtherQuestion,
        _ when (message.Flags & MessageFlags.Truncated) != 0 => BuildFault.Truncated,
        _ when message.ResponseCode is not (ResponseCode.NoError or ResponseCode.NameError) => BuildFault.FailureCode,
        _ => BuildFault.None,
    };

    // The zone's SOA is believed only from a zone that holds the name denied, or the name asked for.
    private static ResourceRecord? StartOfAuthority(Message message, Question question, DomainName denied)
    {
        foreach (var record in message.Authorities)
        {
            if (record.Type == RecordType.SOA && record.Class == question.Class
                && (denied.IsAtOrBelow(record.Name) || question.Name.IsAtOrBelow(record.Name)))
            {
                return record;
            }
        }

        return null;
    }

    // SOA for denials, and the records that prove a denial or a wildcard (RFC 4035 §3.1.3). Referrals are left out.
    private static List<ResourceRecord> Proofs(Message message, Question question, ResourceRecord? soa)
    {
        var proofs = new List<ResourceRecord>();
        var taken = new HashSet<(DomainName, RecordData)>();
        foreach (var record in message.Authorities)
        {
            var kept = AliasChain.SetType(record) switch
            {
                RecordType.SOA => soa is not null && record.Name == soa.Name && (record.Type == RecordType.RRSIG || ReferenceEquals(record, soa)),
                RecordType.NSEC or RecordType.NSEC3 => true,
                _ => false,
            };
            if (kept && record.Class == question.Class && taken.Add((record.Name, record.Data)))
            {
                proofs.Add(record);
            }
        }

        return proofs;
    }

    // One TTL for an RRset, its least, and no more than the cap (RFC 2181 §5.2).
    private static List<ResourceRecord> Levelled(List<ResourceRecord> records, CachePolicy policy, uint cap)
    {
        var least = new Dictionary<(DomainName, RecordType), uint>();
        foreach (var record in records)
        {
            ref var ttl = ref CollectionsMarshal.GetValueRefOrAddDefault(
                least, (record.Name, AliasChain.SetType(record)), out var seen);
            var own = Math.Min(policy.ClampTtl(record.Ttl), cap);
            ttl = seen ? Math.Min(ttl, own) : own;
        }

        return records.ConvertAll(record => record with { Ttl = least[(record.Name, AliasChain.SetType(record))] });
    }
}
