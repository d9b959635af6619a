using System.Collections.Immutable;
using System.Net;
using Holdfast.Resolver.Cache;
using Holdfast.Resolver.Resolving;
using Holdfast.Wire.Edns;
using Holdfast.Wire.Messages;

namespace Holdfast.Resolver.LastKnownGood;

/// <summary>Makes a generation an answer again: only proved addresses, one short TTL, and a note that says what it is.</summary>
/// <remarks>
/// Signatures go only to clients that asked for them, only while they hold, and only with the whole set they sign. Else
/// the records go without: a client that validates refuses them, as it would have failed on SERVFAIL, and all others are
/// served.
/// </remarks>
internal static class HeldAnswerBuilder
{
    // An extended error should leave room for the records in 1,232 octets of UDP.
    private const int MaxNoteLength = 240;

    public static FinishedAnswer Build(
        ResolutionRequest request, Generation generation, ImmutableArray<IPAddress> proved, GuardRule rule, string note, DateTimeOffset now)
    {
        var whole = proved.Length == generation.Addresses.Length;
        var signed = request.DnssecOk && generation.Signed && whole && SignatureTimes.AllHold(generation.Message, now);
        var ttl = (uint)rule.ServeTtl.TotalSeconds;
        var question = request.Question;
        var answers = generation.Message.Answers
            .Where(record => Sighting.AddressOf(record) is not { } address || proved.Contains(address))
            .Where(record => signed || !Sighting.IsDnssec(record.Type))
            .Select(record => record with { Ttl = ttl })
            .ToArray();
        return AnswerBuilder.Synthesize(
            question,
            ResponseCode.NoError,
            answers,
            rule.ServeTtl,
            generation.Operators[^1],
            new ExtendedError(ExtendedErrorCode.StaleAnswer, note.Length <= MaxNoteLength ? note : note[..(MaxNoteLength - 1)] + "…"),
            signed ? [.. generation.Message.Authorities.Select(record => record with { Ttl = ttl })] : []);
    }
}
