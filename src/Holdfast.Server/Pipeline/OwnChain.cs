using Holdfast.Resolver.Cache;
using Holdfast.Server.Zones;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Names;
using Holdfast.Wire.Records;

namespace Holdfast.Server.Pipeline;

/// <summary>
/// Aliases of zones of our own that lead to other people's names: the first part of an answer whose second part is the
/// resolver's. Off the hot path.
/// </summary>
/// <param name="Aliases">The response so far: header, question, aliases.</param>
/// <param name="Tail">The name they lead to.</param>
internal sealed record OwnChain(Message Aliases, DomainName Tail)
{
    private const int MaxQuestionOctets = DomainName.MaxOctets + 4;

    /// <summary>The aliases that a query meets.</summary>
    /// <returns>Null when none lead away.</returns>
    public static OwnChain? Of(ZoneSet zones, in QueryView query)
    {
        if (query.Class != RecordClass.Internet || !zones.TryFind(query.Name, query.TopLabel, query.Type, out var zone))
        {
            return null;
        }

        Span<byte> octets = stackalloc byte[MessageHeader.Octets + MaxQuestionOctets + AuthoritativeAnswer.MaxChainOctets];
        octets.Clear();
        octets[5] = 1; // one question
        query.Octets[MessageHeader.Octets..query.QuestionEnd].CopyTo(octets[MessageHeader.Octets..]);
        var reply = new ZoneReply(octets, query.QuestionEnd);
        var verdict = AuthoritativeAnswer.Write(zones, zone, query.Name, query.Type, default, isResolved: true, ref reply, out var tail);
        if (verdict != ZoneVerdict.Resolve || tail == MessageHeader.Octets)
        {
            return null;
        }

        reply.EndHeader();
        return Message.TryRead(reply.Written, out var message, out _, out _)
            && DomainName.TryFromOctets(AuthoritativeAnswer.NameAt(reply.Written, tail), out var name)
                ? new OwnChain(message with { Authorities = [], Additionals = [] }, name)
                : null;
    }

    /// <summary>The whole answer: the aliases, then what the resolver says of the name that they lead to.</summary>
    public FinishedAnswer Before(FinishedAnswer answer)
    {
        var question = Aliases.Questions[0];
        return answer.Octets.Length <= Message.MaxOctets - AuthoritativeAnswer.MaxChainOctets
            && Message.TryRead(answer.Octets, out var rest, out _, out _)
            && rest.Questions[0].Name == Tail
            ? AnswerBuilder.Synthesize(
                question, answer.ResponseCode, [.. Aliases.Answers, .. rest.Answers], answer.Ttl, answer.Provider, answer.Note, rest.Authorities)
            : AnswerBuilder.Failure(question); // the zone changed meanwhile, and so did the name to ask for; or there is no room
    }
}
