using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using Holdfast.Resolver.Durable;
using Holdfast.Wire.Reading;
using Holdfast.Wire.Records;
using Holdfast.Wire.Writing;

namespace Holdfast.Resolver.LastKnownGood;

/// <summary>
/// States as records of the log (docs/formats/last-known-good.md). A record holds a whole state and replaces any earlier
/// one of its key, so that a record that is lost takes nothing else with it.
/// </summary>
internal static class GuardStateCodec
{
    /// <summary>What the log's header says its records are.</summary>
    public static ReadOnlySpan<byte> Kind => "LKG"u8;

    private const byte StateRecord = 1;
    private const byte ForgottenRecord = 2;

    /// <summary>Writes a state.</summary>
    public static byte[] Encode(GuardState state) => Write(state.Key, state);

    /// <summary>Writes that nothing is remembered any more under a key.</summary>
    public static byte[] EncodeForgotten(GuardKey key) => Write(key, null);

    /// <summary>Reads a record. Anything at all may be given; it never throws.</summary>
    /// <param name="record">The record.</param>
    /// <param name="key">What it is about.</param>
    /// <param name="state">The state; null when it is forgotten.</param>
    /// <returns>False when it cannot be read.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> record, out GuardKey key, out GuardState? state)
    {
        state = null;
        var reader = new WireReader(record);
        var kind = reader.ReadUInt8();
        var type = (RecordType)reader.ReadUInt16();
        key = new GuardKey(reader.ReadUncompressedName(), type);
        if (kind == ForgottenRecord)
        {
            return reader.Ok && reader.Remaining == 0;
        }

        if (kind != StateRecord)
        {
            return false;
        }

        state = new GuardState
        {
            Key = key,
            LastNumber = reader.ReadUInt32(),
            DeniedSince = ReadTime(ref reader),
            HeldSince = ReadTime(ref reader),
            ReleasedBy = (ReleasedBy)reader.ReadUInt8(),
            ReleasedAt = ReadTime(ref reader),
            RestoredNumber = reader.ReadUInt32(),
            RestoredAt = ReadTime(ref reader),
        };
        var generations = ImmutableArray.CreateBuilder<Generation>();
        for (var left = reader.ReadUInt8(); left > 0 && reader.Ok; left--)
        {
            if (ReadGeneration(ref reader) is { } generation)
            {
                generations.Add(generation);
            }
        }

        state = state with { Generations = generations.DrainToImmutable() };
        return reader.Ok && reader.Remaining == 0
            && state.ReleasedBy <= ReleasedBy.Time && state.IsReleased == state.ReleasedAt is not null;
    }

    private static byte[] Write(GuardKey key, GuardState? state)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(LogFormat.MaxPayloadOctets);
        try
        {
            var writer = new WireWriter(buffer.AsSpan(0, LogFormat.MaxPayloadOctets), compress: false);
            writer.WriteUInt8(state is null ? ForgottenRecord : StateRecord);
            writer.WriteUInt16((ushort)key.Type);
            writer.WriteUncompressedName(key.Name);
            if (state is not null)
            {
                WriteState(ref writer, state);
            }

            return !writer.Overflowed
                ? writer.Written.ToArray()
                : throw new InvalidOperationException($"A state of {state!.Generations.Length} generations exceeds a record.");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static void WriteState(ref WireWriter writer, GuardState state)
    {
        writer.WriteUInt32(state.LastNumber);
        WriteTime(ref writer, state.DeniedSince);
        WriteTime(ref writer, state.HeldSince);
        writer.WriteUInt8((byte)state.ReleasedBy);
        WriteTime(ref writer, state.ReleasedAt);
        writer.WriteUInt32(state.RestoredNumber);
        WriteTime(ref writer, state.RestoredAt);
        writer.WriteUInt8(checked((byte)state.Generations.Length));
        foreach (var generation in state.Generations)
        {
            writer.WriteUInt32(generation.Number);
            writer.WriteUInt8((byte)generation.Standing);
            writer.WriteUInt8((byte)generation.Confirmation);
            WriteTime(ref writer, generation.ConfirmedAt);
            WriteTime(ref writer, generation.FirstSeen);
            WriteTime(ref writer, generation.LastSeen);
            writer.WriteUInt32((uint)generation.Ttl.TotalSeconds);
            writer.WriteUInt8(checked((byte)generation.Operators.Length));
            foreach (var name in generation.Operators)
            {
                var text = Encoding.UTF8.GetBytes(name);
                writer.WriteCharacterString(text.AsSpan(0, Math.Min(text.Length, byte.MaxValue)));
            }

            var message = generation.Message.ToOctets();
            writer.WriteUInt16(checked((ushort)message.Length));
            writer.WriteOctets(message);
        }
    }

    // Null when the fields can be read but the message cannot be used; a fault of the fields sticks to the reader.
    private static Generation? ReadGeneration(ref WireReader reader)
    {
        var number = reader.ReadUInt32();
        var standing = (Standing)reader.ReadUInt8();
        var confirmation = (Confirmation)reader.ReadUInt8();
        var confirmedAt = ReadTime(ref reader);
        var firstSeen = ReadTime(ref reader);
        var lastSeen = ReadTime(ref reader);
        var ttl = TimeSpan.FromSeconds(reader.ReadUInt32());
        var operators = ImmutableArray.CreateBuilder<string>();
        for (var left = reader.ReadUInt8(); left > 0 && reader.Ok; left--)
        {
            operators.Add(Encoding.UTF8.GetString(reader.ReadCharacterString()));
        }

        var message = reader.ReadOctets(reader.ReadUInt16());
        return !reader.Ok || standing > Standing.Retired || firstSeen is null || lastSeen is null || operators.Count == 0
            || Sighting.From(message) is not { } sighting
                ? null
                : new Generation
                {
                    Number = number,
                    Message = sighting.Message,
                    Fingerprint = sighting.Fingerprint,
                    Addresses = sighting.Addresses,
                    Signed = sighting.Signed,
                    Ttl = ttl,
                    FirstSeen = firstSeen.Value,
                    LastSeen = lastSeen.Value,
                    SavedSeen = lastSeen.Value,
                    Operators = operators.DrainToImmutable(),
                    Standing = standing,
                    Confirmation = confirmation,
                    ConfirmedAt = confirmedAt,
                };
    }

    private static void WriteTime(ref WireWriter writer, DateTimeOffset? time) =>
        writer.WriteUInt48((ulong)Math.Max(0, time?.ToUnixTimeMilliseconds() ?? 0));

    private static DateTimeOffset? ReadTime(ref WireReader reader)
    {
        // The last millisecond that DateTimeOffset can hold; what is later was not written by us.
        const ulong Latest = 253_402_300_799_999;
        var milliseconds = reader.ReadUInt48();
        return milliseconds is 0 or > Latest ? null : DateTimeOffset.FromUnixTimeMilliseconds((long)milliseconds);
    }
}
