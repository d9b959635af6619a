using System.Buffers;
using System.Collections.Immutable;
using System.Net;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Records;

namespace Holdfast.Resolver.LastKnownGood;

/// <summary>A positive answer, reduced to what is worth remembering.</summary>
/// <param name="Message">The question, the answer section, and the authority section's proofs where the answer is signed.</param>
/// <param name="Fingerprint">What makes two answers the same.</param>
/// <param name="Addresses">The addresses in it, each once.</param>
/// <param name="Signed">Whether it holds signatures.</param>
/// <param name="Ttl">The largest TTL in the answer section.</param>
internal sealed record Sighting(
    Message Message, Fingerprint Fingerprint, ImmutableArray<IPAddress> Addresses, bool Signed, TimeSpan Ttl)
{
    // No cache keeps an answer longer than this, whatever its TTL says (RFC 8767 §4 suggests 7 days as the cap).
    private static readonly TimeSpan _longestTtl = TimeSpan.FromDays(7);

    /// <summary>The longest response that is remembered: some 900 addresses. 64 generations of it fit a record of the log.</summary>
    public const int MaxOctets = 16_384;

    /// <summary>Takes a response; null when it is too long, or not a well-formed one with a record that answers its question.</summary>
    public static Sighting? From(ReadOnlySpan<byte> response) =>
        response.Length <= MaxOctets && Message.TryRead(response, out var message, out _, out _) ? From(message) : null;

    /// <summary>Takes a message; null when it is too long, or no record answers its question.</summary>
    public static Sighting? From(Message message)
    {
        if (message.Questions is not [var question] || !message.Answers.Any(record => record.Type == question.Type))
        {
            return null;
        }

        var signed = message.Answers.Any(record => record.Type == RecordType.RRSIG);
        var addresses = message.Answers.Select(AddressOf).OfType<IPAddress>().Distinct().ToImmutableArray();
        var kept = new Message
        {
            Questions = message.Questions,
            Answers = message.Answers,
            Authorities = signed ? [.. message.Authorities.Where(record => IsDnssec(record.Type))] : [],
        };
        return !Fits(kept) ? null : new Sighting(
            kept,
            addresses.IsEmpty ? Fingerprint.Of(message.Answers.Where(record => !IsDnssec(record.Type))) : Fingerprint.Of(addresses),
            addresses,
            signed,
            TimeSpan.FromSeconds(Math.Min(message.Answers.Max(record => record.Ttl), (uint)_longestTtl.TotalSeconds)));
    }

    // Names that came compressed may be longer when they are written again.
    private static bool Fits(Message message)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(MaxOctets);
        try
        {
            return message.TryWrite(buffer.AsSpan(0, MaxOctets), out _);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The address a record holds; null for records of other types.</summary>
    public static IPAddress? AddressOf(ResourceRecord record) => record.Data switch
    {
        AData data => data.Address,
        AaaaData data => data.Address,
        _ => null,
    };

    /// <summary>Whether a type exists for validation only, and goes only to clients that asked for it (RFC 4035 §3.2.1).</summary>
    public static bool IsDnssec(RecordType type) => type is RecordType.RRSIG or RecordType.NSEC or RecordType.NSEC3;
}
