using System.Buffers;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Holdfast.Wire.Edns;
using Holdfast.Wire.Reading;
using Holdfast.Wire.Records;
using Holdfast.Wire.Writing;

namespace Holdfast.Wire.Messages;

/// <summary>A whole message, owned and immutable: for everything that is not the hot path (see <see cref="MessageView"/>).</summary>
public sealed record Message
{
    /// <summary>The longest message, in octets: TCP's length prefix has 16 bits (RFC 1035 §4.2.2).</summary>
    public const int MaxOctets = 65_535;

    /// <summary>Chosen by the client and given back by the server.</summary>
    public ushort Id { get; init; }

    /// <summary>The header's flags.</summary>
    public MessageFlags Flags { get; init; }

    /// <summary>The kind of request.</summary>
    public Opcode Opcode { get; init; }

    /// <summary>The low four bits of the response code, as the header holds them.</summary>
    public ResponseCode HeaderResponseCode { get; init; }

    /// <summary>What is asked; usually one.</summary>
    public ImmutableArray<Question> Questions { get; init; } = [];

    /// <summary>The answer section.</summary>
    public ImmutableArray<ResourceRecord> Answers { get; init; } = [];

    /// <summary>The authority section.</summary>
    public ImmutableArray<ResourceRecord> Authorities { get; init; } = [];

    /// <summary>The additional section, OPT included where it stands.</summary>
    public ImmutableArray<ResourceRecord> Additionals { get; init; } = [];

    /// <summary>The first OPT record of the additional section, if any (RFC 6891).</summary>
    public ResourceRecord? Opt => Additionals.FirstOrDefault(record => record.Type == RecordType.OPT);

    /// <summary>The whole response code: the header's four bits and EDNS's eight.</summary>
    public ResponseCode ResponseCode =>
        (ResponseCode)((ushort)HeaderResponseCode | (Opt is { } opt ? (opt.Ttl >> 24) << 4 : 0));

    /// <summary>Makes a query for one question.</summary>
    /// <param name="question">What is asked.</param>
    /// <param name="id">The id.</param>
    /// <param name="edns">EDNS to send, or null for none.</param>
    /// <param name="flags">RD by default.</param>
    public static Message Query(
        Question question, ushort id = 0, EdnsRecord? edns = null, MessageFlags flags = MessageFlags.RecursionDesired) =>
        new() { Id = id, Flags = flags, Questions = [question], Additionals = edns is null ? [] : [edns.ToRecord()] };

    /// <summary>Reads a message. Anything at all may be given; it never throws.</summary>
    /// <param name="octets">One message and nothing after it.</param>
    /// <param name="message">The message, or null.</param>
    /// <param name="fault">Why it is not one.</param>
    /// <param name="faultOffset">Where the octets stop being one.</param>
    public static bool TryRead(
        ReadOnlySpan<byte> octets, [NotNullWhen(true)] out Message? message, out WireFault fault, out int faultOffset)
    {
        var reader = new WireReader(octets);
        if (octets.Length > MaxOctets)
        {
            reader.Fail(WireFault.MessageTooLong);
        }

        var header = MessageHeader.Read(ref reader);
        var questions = ReadQuestions(ref reader, header.QuestionCount);
        var answers = ReadRecords(ref reader, header.AnswerCount);
        var authorities = ReadRecords(ref reader, header.AuthorityCount);
        var additionals = ReadRecords(ref reader, header.AdditionalCount);
        if (reader.Ok && reader.Remaining > 0)
        {
            reader.Fail(WireFault.TrailingOctets);
        }

        (fault, faultOffset) = (reader.Fault, reader.FaultOffset);
        message = !reader.Ok ? null : new Message
        {
            Id = header.Id,
            Flags = header.Flags,
            Opcode = header.Opcode,
            HeaderResponseCode = header.ResponseCode,
            Questions = questions,
            Answers = answers,
            Authorities = authorities,
            Additionals = additionals,
        };
        return message is not null;
    }

    /// <summary>Writes the message.</summary>
    /// <param name="destination">Where.</param>
    /// <param name="length">How many octets were written.</param>
    /// <returns>False when it did not fit.</returns>
    public bool TryWrite(Span<byte> destination, out int length)
    {
        length = 0;
        if (Math.Max(Math.Max(Questions.Length, Answers.Length), Math.Max(Authorities.Length, Additionals.Length)) > ushort.MaxValue)
        {
            return false;
        }

        var writer = new WireWriter(destination[..Math.Min(destination.Length, MaxOctets)]);
        new MessageHeader(
            Id,
            MessageHeader.PackFlags(Flags, Opcode, HeaderResponseCode),
            (ushort)Questions.Length,
            (ushort)Answers.Length,
            (ushort)Authorities.Length,
            (ushort)Additionals.Length).Write(ref writer);
        foreach (var question in Questions)
        {
            question.Write(ref writer);
        }

        WriteRecords(ref writer, Answers);
        WriteRecords(ref writer, Authorities);
        WriteRecords(ref writer, Additionals);
        length = writer.Overflowed ? 0 : writer.Length;
        return !writer.Overflowed;
    }

    /// <summary>The message in octets.</summary>
    /// <exception cref="InvalidOperationException">It is longer than 65,535 octets.</exception>
    public byte[] ToOctets()
    {
        var buffer = ArrayPool<byte>.Shared.Rent(MaxOctets);
        try
        {
            return TryWrite(buffer.AsSpan(0, MaxOctets), out var length)
                ? buffer[..length]
                : throw new InvalidOperationException($"A message holds at most {MaxOctets} octets.");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <inheritdoc/>
    public bool Equals(Message? other) =>
        other is not null
        && Id == other.Id && Flags == other.Flags && Opcode == other.Opcode && HeaderResponseCode == other.HeaderResponseCode
        && Questions.SequenceEqual(other.Questions)
        && Answers.SequenceEqual(other.Answers)
        && Authorities.SequenceEqual(other.Authorities)
        && Additionals.SequenceEqual(other.Additionals);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Id, Flags, Questions.Length, Answers.Length, Authorities.Length);

    private static ImmutableArray<Question> ReadQuestions(ref WireReader reader, int count)
    {
        const int SmallestQuestion = 5; // root, type, class
        if (count == 0)
        {
            return [];
        }

        var questions = ImmutableArray.CreateBuilder<Question>(Math.Min(count, reader.Remaining / SmallestQuestion));
        for (; count > 0 && reader.Ok; count--)
        {
            questions.Add(Question.Read(ref reader));
        }

        return questions.DrainToImmutable();
    }

    private static ImmutableArray<ResourceRecord> ReadRecords(ref WireReader reader, int count)
    {
        const int SmallestRecord = 11; // root, type, class, TTL, RDLENGTH
        if (count == 0)
        {
            return [];
        }

        var records = ImmutableArray.CreateBuilder<ResourceRecord>(Math.Min(count, reader.Remaining / SmallestRecord));
        for (; count > 0 && reader.Ok; count--)
        {
            records.Add(ResourceRecord.Read(ref reader));
        }

        return records.DrainToImmutable();
    }

    private static void WriteRecords(ref WireWriter writer, ImmutableArray<ResourceRecord> records)
    {
        foreach (var record in records)
        {
            record.Write(ref writer);
        }
    }
}
