using System.Text;
using Holdfast.Wire.Edns;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Names;
using Holdfast.Wire.Reading;
using Holdfast.Wire.Writing;

namespace Holdfast.Resolver.Cache;

/// <summary>An answer as the journal keeps it; docs/formats/cache-journal.md has the figure.</summary>
/// <param name="Key">What it is filed under; a part of the record's own octets.</param>
/// <param name="Answer">The answer.</param>
/// <param name="ReceivedAt">When it was received, by wall time.</param>
internal readonly record struct JournaledAnswer(ReadOnlyMemory<byte> Key, FinishedAnswer Answer, DateTimeOffset ReceivedAt)
{
    /// <summary>What the log's header says its records are.</summary>
    public static ReadOnlySpan<byte> LogKind => "CCH"u8;

    private const byte Version = 1;
    private const int HeadOctets = 1 + 1 + 8 + 4 + 2 + 1 + 2 + 2;
    private const ushort NoNote = ushort.MaxValue;

    /// <summary>The record's octets.</summary>
    public static byte[] Encode(CachedAnswer entry, DateTimeOffset receivedAt)
    {
        var answer = entry.Answer;
        var provider = Cut(answer.Provider, byte.MaxValue);
        var note = answer.Note is { } error ? error.ToOption().Data.Span : default;
        var record = new byte[HeadOctets + entry.Key.Length + provider.Length + note.Length
            + (answer.TtlOffsets.Length * sizeof(ushort)) + answer.Octets.Length];
        var writer = new WireWriter(record);
        writer.WriteUInt8(Version);
        writer.WriteUInt8((byte)answer.Kind);
        writer.WriteUInt32((uint)(receivedAt.ToUnixTimeMilliseconds() >> 32));
        writer.WriteUInt32((uint)receivedAt.ToUnixTimeMilliseconds());
        writer.WriteUInt32((uint)Math.Min(answer.Ttl.TotalMilliseconds, uint.MaxValue));
        writer.WriteUInt16((ushort)entry.Key.Length);
        writer.WriteOctets(entry.Key);
        writer.WriteUInt8((byte)provider.Length);
        writer.WriteOctets(provider);
        writer.WriteUInt16(answer.Note is null ? NoNote : (ushort)note.Length);
        writer.WriteOctets(note);
        writer.WriteUInt16((ushort)answer.TtlOffsets.Length);
        foreach (var offset in answer.TtlOffsets)
        {
            writer.WriteUInt16(offset);
        }

        writer.WriteOctets(answer.Octets);
        return record;
    }

    /// <summary>Reads a record; null when it is of another version or cannot be one. Whatever is given, what it gives back is safe to serve.</summary>
    /// <param name="record">Its octets.</param>
    /// <param name="providers">Gives the provider's name.</param>
    public static JournaledAnswer? Decode(ReadOnlyMemory<byte> record, ProviderNames providers)
    {
        var reader = new WireReader(record.Span);
        var version = reader.ReadUInt8();
        var kind = (AnswerKind)reader.ReadUInt8();
        var receivedAt = ((long)reader.ReadUInt32() << 32) | reader.ReadUInt32();
        var ttl = TimeSpan.FromMilliseconds(reader.ReadUInt32());
        var keyLength = reader.ReadUInt16();
        var keyAt = record.Length - reader.Remaining;
        var key = reader.ReadOctets(keyLength);
        var provider = reader.ReadOctets(reader.ReadUInt8());
        var noteLength = reader.ReadUInt16();
        var note = noteLength == NoNote ? null : ExtendedError.From(new EdnsOption(EdnsOptionCode.ExtendedError, reader.ReadOctets(noteLength).ToArray()));
        var offsets = ReadOffsets(ref reader);
        var octets = reader.ReadRemaining();
        if (!reader.Ok || version != Version || kind > AnswerKind.NameError
            || receivedAt < 0 || receivedAt > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            || !BelongTogether(key, octets, offsets))
        {
            return null;
        }

        var answer = new FinishedAnswer(octets, offsets, kind, ttl, providers.NameOf(provider), note);
        return new JournaledAnswer(record.Slice(keyAt, key.Length), answer, DateTimeOffset.FromUnixTimeMilliseconds(receivedAt));
    }

    private static ushort[] ReadOffsets(ref WireReader reader)
    {
        var count = reader.ReadUInt16();
        if (count > reader.Remaining / sizeof(ushort))
        {
            reader.Fail(WireFault.Truncated);
            return [];
        }

        var offsets = new ushort[count];
        foreach (ref var offset in offsets.AsSpan())
        {
            offset = reader.ReadUInt16();
        }

        return offsets;
    }

    // Serving writes the client's name over the answer's, and TTLs where the offsets lead.
    private static bool BelongTogether(ReadOnlySpan<byte> key, ReadOnlySpan<byte> octets, ReadOnlySpan<ushort> offsets)
    {
        var name = AnswerKey.NameOf(key);
        var records = MessageHeader.Octets + name.Length + 4;
        if (key.Length > AnswerKey.MaxOctets || name.IsEmpty || octets.Length < records || octets.Length > Message.MaxOctets
            || !NameOctets.EqualIgnoringCase(octets.Slice(MessageHeader.Octets, name.Length), name))
        {
            return false;
        }

        var before = records - 1;
        foreach (var offset in offsets)
        {
            if (offset <= before || offset > octets.Length - sizeof(uint))
            {
                return false;
            }

            before = offset;
        }

        return true;
    }

    private static ReadOnlySpan<byte> Cut(string text, int most) =>
        Encoding.UTF8.GetBytes(text) is var octets && octets.Length <= most ? octets : octets.AsSpan(0, most);
}
