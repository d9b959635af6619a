using Holdfast.Wire.Messages;
using Holdfast.Wire.Names;

namespace Holdfast.Resolver.Exchanges;

/// <summary>Whether a response answers a query: the first line against forged answers (RFC 5452 §9.1). Hot path.</summary>
internal static class QuestionMatch
{
    private const int TypeAndClassOctets = 4;

    /// <summary>How many octets a query's one question has, from offset 12.</summary>
    /// <exception cref="ArgumentException">The octets are not a query with one uncompressed question.</exception>
    public static int QuestionOctets(ReadOnlySpan<byte> query)
    {
        if (query.Length > MessageHeader.Octets && query is [_, _, < 0x80, _, 0, 1, ..])
        {
            for (var at = MessageHeader.Octets; at < query.Length && query[at] <= DomainName.MaxLabelOctets; at += query[at] + 1)
            {
                var octets = at + 1 + TypeAndClassOctets - MessageHeader.Octets;
                if (query[at] == 0 && query.Length >= MessageHeader.Octets + octets)
                {
                    return octets;
                }
            }
        }

        throw new ArgumentException("The octets are not a query with one question.", nameof(query));
    }

    /// <summary>Whether the octets are a response to the query, ids left aside.</summary>
    /// <param name="response">Anything at all.</param>
    /// <param name="query">The query.</param>
    /// <param name="questionOctets">From <see cref="QuestionOctets"/>.</param>
    public static bool Answers(ReadOnlySpan<byte> response, ReadOnlySpan<byte> query, int questionOctets)
    {
        const int Opcode = 0x78;
        if (response.Length < MessageHeader.Octets || response[2] < 0x80 || ((response[2] ^ query[2]) & Opcode) != 0)
        {
            return false;
        }

        if (response is [_, _, _, var flags, 0, 0, ..])
        {
            // Servers that cannot read a query may not give its question back.
            return (ResponseCode)(flags & 0xF) is ResponseCode.FormatError or ResponseCode.NotImplemented;
        }

        if (response is not [_, _, _, _, 0, 1, ..] || response.Length < MessageHeader.Octets + questionOctets)
        {
            return false;
        }

        // The first name of a message has nothing before it to point at, so it is never compressed.
        var asked = query.Slice(MessageHeader.Octets, questionOctets);
        var answered = response.Slice(MessageHeader.Octets, questionOctets);
        return answered[^TypeAndClassOctets..].SequenceEqual(asked[^TypeAndClassOctets..])
            && NameOctets.EqualIgnoringCase(answered[..^TypeAndClassOctets], asked[..^TypeAndClassOctets]);
    }

    /// <summary>Whether TC is set.</summary>
    public static bool IsTruncated(ReadOnlySpan<byte> response) => (response[2] & 0x02) != 0;
}
