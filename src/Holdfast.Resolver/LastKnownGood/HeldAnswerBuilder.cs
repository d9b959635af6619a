using System.Collections.Immutable;
using System.Net;
using Holdfast.Resolver.Cache;
using Holdfast.Resolver.Resolving;
using Holdfast.Wire.Edns;
using Holdfast.Wire.Messages;

namespace Holdfast.Resolver.LastKnownGood;

/// <summary>A generation, and those of its addresses that proved themselves.</summary>
internal readonly record struct ProvedGeneration(Generation Generation, ImmutableArray<IPAddress> Proved);

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

    // A held answer has no more addresses than this, so that it fits 1,232 octets with its note.
    private const int MaxAddresses = 16;

    /// <summary>Builds the answer.</summary>
    /// <param name="request">What was asked; its spelling is kept.</param>
    /// <param name="chosen">What is served.</param>
    /// <param name="pool">Others whose proved addresses are served with it.</param>
    /// <param name="rule">Gives the TTL.</param>
    /// <param name="note">Says what the answer is.</param>
    /// <param name="now">When signatures must hold.</param>
    public static FinishedAnswer Build(
        ResolutionRequest request, ProvedGeneration chosen, IReadOnlyList<ProvedGeneration> pool, GuardRule rule, string note, DateTimeOffset now)
    {
        var generation = chosen.Generation;
        var whole = chosen.Proved.Length == generation.Addresses.Length;
        var signed = request.DnssecOk && generation.Signed && whole && SignatureTimes.AllHold(generation.Message, now);
        var ttl = (uint)rule.ServeTtl.TotalSeconds;
        var question = request.Question;
        var own = generation.Message.Answers.Where(record =>
            Sighting.AddressOf(record) is { } address ? chosen.Proved.Contains(address) : signed || !Sighting.IsDnssec(record.Type));
        var others = signed ? [] : pool
            .SelectMany(part => part.Generation.Message.Answers.Where(record => IsAmong(record, part.Proved)))
            .Where(record => !IsAmong(record, chosen.Proved))
            .DistinctBy(Sighting.AddressOf)
            .Take(MaxAddresses - chosen.Proved.Length);
        var answers = own.Concat(others).Select(record => record with { Ttl = ttl }).ToArray();
        return AnswerBuilder.Synthesize(
            question,
            ResponseCode.NoError,
            answers,
            rule.ServeTtl,
            generation.Operators[^1],
            new ExtendedError(ExtendedErrorCode.StaleAnswer, note.Length <= MaxNoteLength ? note : note[..(MaxNoteLength - 1)] + "…"),
            signed ? [.. generation.Message.Authorities.Select(record => record with { Ttl = ttl })] : []);
    }

    private static bool IsAmong(ResourceRecord record, ImmutableArray<IPAddress> addresses) =>
        Sighting.AddressOf(record) is { } address && addresses.Contains(address);
}
