using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Holdfast.Wire.Edns;
using Holdfast.Wire.Messages;

namespace Holdfast.Resolver.Cache;

/// <summary>What an answer says.</summary>
public enum AnswerKind : byte
{
    /// <summary>NOERROR with records for the question.</summary>
    Positive,

    /// <summary>NOERROR without them (RFC 2308 §2.2).</summary>
    NoData,

    /// <summary>NXDOMAIN (RFC 2308 §2.1).</summary>
    NameError,

    /// <summary>No usable answer could be had; the response is SERVFAIL (RFC 9520).</summary>
    Failure,
}

/// <summary>
/// A response in its final octets, without OPT and with id 0, and where its TTLs stand: answering with it is copy and
/// patch. The question is its first, in the case it was first asked. Immutable.
/// </summary>
public sealed class FinishedAnswer
{
    // What it is filed under, once it is; the response; where its TTLs stand, two octets each. One array, since whatever is
    // cached lives long, and each object of it costs every collection.
    private readonly byte[] _data;
    private readonly int _start;
    private readonly int _length;

    /// <summary>Takes a finished response.</summary>
    /// <param name="octets">Header with one question and all records but OPT.</param>
    /// <param name="ttlOffsets">Where each record's TTL stands, ascending.</param>
    /// <param name="kind">What the answer says.</param>
    /// <param name="ttl">How long it may be used: the least of its TTLs within floor and ceiling, or by RFC 2308 §5 for denials.</param>
    /// <param name="provider">Who gave it.</param>
    /// <param name="note">An extended error that goes with it wherever it is served.</param>
    public FinishedAnswer(
        ReadOnlySpan<byte> octets, ReadOnlySpan<ushort> ttlOffsets, AnswerKind kind, TimeSpan ttl, string provider, ExtendedError? note = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(octets.Length, MessageHeader.Octets + 5, nameof(octets));
        _data = [.. octets, .. MemoryMarshal.AsBytes(ttlOffsets)];
        _length = octets.Length;
        Kind = kind;
        Ttl = ttl;
        Provider = provider;
        Note = note;
    }

    private FinishedAnswer(FinishedAnswer answer, ReadOnlySpan<byte> key)
    {
        _data = [.. key, .. answer._data.AsSpan(answer._start)];
        _start = key.Length;
        _length = answer._length;
        Kind = answer.Kind;
        Ttl = answer.Ttl;
        Provider = answer.Provider;
        Note = answer.Note;
    }

    /// <summary>The response, id 0, TTLs as they were received.</summary>
    public ReadOnlySpan<byte> Octets => _data.AsSpan(_start, _length);

    /// <summary>The response, id 0, TTLs as they were received.</summary>
    public ReadOnlyMemory<byte> Memory => _data.AsMemory(_start, _length);

    /// <summary>Where each record's TTL stands.</summary>
    public ReadOnlySpan<ushort> TtlOffsets => MemoryMarshal.Cast<byte, ushort>(_data.AsSpan(_start + _length));

    /// <summary>What the answer says.</summary>
    public AnswerKind Kind { get; }

    /// <summary>How long it may be used, from when it was received.</summary>
    public TimeSpan Ttl { get; }

    /// <summary>Who gave it.</summary>
    public string Provider { get; }

    /// <summary>An extended error that goes with it wherever it is served; null for none.</summary>
    public ExtendedError? Note { get; }

    /// <summary>The response code in the header.</summary>
    public ResponseCode ResponseCode => (ResponseCode)(_data[_start + 3] & 0xF);

    /// <summary>What it is filed under; empty when it is not.</summary>
    internal ReadOnlySpan<byte> Key => _data.AsSpan(0, _start);

    /// <summary>The same answer, filed.</summary>
    internal FinishedAnswer FiledUnder(ReadOnlySpan<byte> key) => new(this, key);

    /// <summary>Copies the response for a client. Hot path.</summary>
    /// <param name="destination">At least as long as <see cref="Octets"/>.</param>
    /// <param name="id">The client's id.</param>
    /// <param name="name">The client's spelling of the name, uncompressed (it stands at offset 12).</param>
    /// <param name="flags">RD and CD as the client sent them.</param>
    /// <param name="age">How long ago the answer was received: taken off each TTL, down to zero.</param>
    public void CopyTo(Span<byte> destination, ushort id, ReadOnlySpan<byte> name, MessageFlags flags, TimeSpan age)
    {
        CopyHead(destination, id, name, flags);
        var seconds = (uint)Math.Clamp(age.Ticks / TimeSpan.TicksPerSecond, 0, int.MaxValue);
        if (seconds == 0)
        {
            return;
        }

        foreach (var offset in TtlOffsets)
        {
            var ttl = BinaryPrimitives.ReadUInt32BigEndian(destination[offset..]);
            BinaryPrimitives.WriteUInt32BigEndian(destination[offset..], ttl > seconds ? ttl - seconds : 0);
        }
    }

    /// <summary>Copies the response for a client with one TTL for all records, as stale answers are served (RFC 8767 §4).</summary>
    public void CopyStaleTo(Span<byte> destination, ushort id, ReadOnlySpan<byte> name, MessageFlags flags, uint ttlSeconds)
    {
        CopyHead(destination, id, name, flags);
        foreach (var offset in TtlOffsets)
        {
            BinaryPrimitives.WriteUInt32BigEndian(destination[offset..], ttlSeconds);
        }
    }

    private void CopyHead(Span<byte> destination, ushort id, ReadOnlySpan<byte> name, MessageFlags flags)
    {
        const ushort FromClient = (ushort)(MessageFlags.RecursionDesired | MessageFlags.CheckingDisabled);
        var octets = Octets;
        octets.CopyTo(destination);
        BinaryPrimitives.WriteUInt16BigEndian(destination, id);
        var stored = BinaryPrimitives.ReadUInt16BigEndian(octets[2..]);
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], (ushort)((stored & ~FromClient) | ((ushort)flags & FromClient)));
        name.CopyTo(destination[MessageHeader.Octets..]);
    }
}
