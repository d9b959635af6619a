using System.Buffers;
using Holdfast.Wire.Edns;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Writing;

namespace Holdfast.Resolver.Cache;

/// <summary>Writes records as a finished answer and notes where the TTLs stand.</summary>
internal static class AnswerWriter
{
    /// <summary>Writes an answer; null when it exceeds 65,535 octets.</summary>
    public static FinishedAnswer? TryWrite(
        Question question,
        ResponseCode code,
        MessageFlags kept,
        IReadOnlyList<ResourceRecord> answers,
        IReadOnlyList<ResourceRecord> authorities,
        AnswerKind kind,
        TimeSpan ttl,
        string provider,
        ExtendedError? note)
    {
        if (answers.Count > ushort.MaxValue || authorities.Count > ushort.MaxValue)
        {
            return null;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(Message.MaxOctets);
        try
        {
            var offsets = new ushort[answers.Count + authorities.Count];
            var writer = new WireWriter(buffer.AsSpan(0, Message.MaxOctets));
            new MessageHeader(
                0, Flags(kept, code), 1, (ushort)answers.Count, (ushort)authorities.Count, 0).Write(ref writer);
            question.Write(ref writer);
            Write(ref writer, question, answers, offsets);
            Write(ref writer, question, authorities, offsets.AsSpan(answers.Count));
            return writer.Overflowed ? null : new FinishedAnswer(writer.Written, offsets, kind, ttl, provider, note);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The second 16 bits of a finished answer's header.</summary>
    public static ushort Flags(MessageFlags kept, ResponseCode code) =>
        MessageHeader.PackFlags(MessageFlags.Response | MessageFlags.RecursionAvailable | kept, Opcode.Query, code);

    private static void Write(ref WireWriter writer, Question question, IReadOnlyList<ResourceRecord> records, Span<ushort> offsets)
    {
        for (var i = 0; i < records.Count && !writer.Overflowed; i++)
        {
            var record = records[i];

            // Spelled as the question is, the owner compresses to a pointer at it, and follows each client's spelling.
            writer.WriteName(record.Name == question.Name ? question.Name : record.Name);
            writer.WriteUInt16((ushort)record.Type);
            writer.WriteUInt16((ushort)record.Class);
            offsets[i] = (ushort)writer.Length;
            writer.WriteUInt32(record.Ttl);
            var length = writer.BeginLength16();
            record.Data.Write(ref writer);
            writer.EndLength16(length);
        }
    }
}
