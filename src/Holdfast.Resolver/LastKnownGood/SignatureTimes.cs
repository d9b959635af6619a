using System.Buffers.Binary;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Records;

namespace Holdfast.Resolver.LastKnownGood;

/// <summary>Whether signatures hold at a moment: 32-bit seconds since 1970 that wrap (RFC 4034 §3.1.5, RFC 1982).</summary>
internal static class SignatureTimes
{
    // Type covered, algorithm, labels and original TTL stand before expiration and inception.
    private const int ExpirationOffset = 8;
    private const int InceptionOffset = 12;

    /// <summary>Whether every signature in the message holds at a moment; false when one cannot be read.</summary>
    public static bool AllHold(Message message, DateTimeOffset now)
    {
        var seconds = unchecked((uint)now.ToUnixTimeSeconds());
        return Signatures(message).All(octets =>
            octets.Length > InceptionOffset + 4
            && !IsAfter(seconds, Read(octets, ExpirationOffset))
            && !IsAfter(Read(octets, InceptionOffset), seconds));
    }

    /// <summary>The earliest expiration in the message; null without signatures.</summary>
    public static uint? EarliestExpiration(Message message)
    {
        uint? earliest = null;
        foreach (var octets in Signatures(message).Where(octets => octets.Length > InceptionOffset + 4))
        {
            var expiration = Read(octets, ExpirationOffset);
            earliest = earliest is { } other && !IsAfter(other, expiration) ? other : expiration;
        }

        return earliest;
    }

    /// <summary>Whether one moment is after another, on the circle of 32 bits (RFC 1982 §3.2).</summary>
    public static bool IsAfter(uint moment, uint other) => moment != other && unchecked((int)(moment - other)) > 0;

    private static uint Read(byte[] octets, int offset) => BinaryPrimitives.ReadUInt32BigEndian(octets.AsSpan(offset));

    private static IEnumerable<byte[]> Signatures(Message message) =>
        message.Answers.Concat(message.Authorities)
            .Where(record => record.Type == RecordType.RRSIG)
            .Select(record => record.Data.ToOctets());
}
