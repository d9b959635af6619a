using System.Buffers.Binary;
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
    private readonly byte[] _octets;
    private readonly ushort[] _ttlOffsets;

    /// <summary>Takes a finished response.</summary>
    /// <param name="octets">Header with one question and all records but OPT; owned by the answer from now on.</param>
    /// <param name="ttlOffsets">Where each record's TTL stands, ascending.</param>
    /// <param name="kind">What the answer says.</param>
    /// <param name="ttl">How long it may be used: the least of its TTLs within floor and ceiling, or by RFC 2308 §5 for denials.</param>
    /// <param name="provider">Who gave it.</param>
    /// <param name="note">An extended error that goes with it wherever it is served.</param>
    public FinishedAnswer(
        byte[] octets, ushort[] ttlOffsets, AnswerKind kind, TimeSpan ttl, string provider, ExtendedError? note = null)
    {
        ArgumentNullException.ThrowIfNull(octets);
        ArgumentOutOfRangeException.ThrowIfLessThan(octets.Length, MessageHeader.Octets + 5);
        _octets = octets;
        _ttlOffsets = ttlOffsets;
        Kind = kind;
        Ttl = ttl;
        Provider = provider;
        Note = note;
    }

    /// <summary>The response, id 0, TTLs as they were received.</summary>
    public ReadOnlySpan<byte> Octets => _octets;

    /// <summary>The response, id 0, TTLs as they were received.</summary>
    public ReadOnlyMemory<byte> Memory => _octets;

    /// <summary>Where each record's TTL stands.</summary>
    public ReadOnlySpan<ushort> TtlOffsets => _ttlOffsets;

    /// <summary>What the answer says.</summary>
    public AnswerKind Kind { get; }

    /// <summary>How long it may be used, from when it was received.</summary>
    public TimeSpan Ttl { get; }

    /// <summary>Who gave it.</summary>
    public string Provider { get; }

    /// <summary>An extended error that goes with it wherever it is served; null for none.</summary>
    public ExtendedError? Note { get; }

    /// <summary>The response code in the header.</summary>
    public ResponseCode ResponseCode => (ResponseCode)(_octets[3] & 0xF);

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

        foreach (var offset in _ttlOffsets)
        {
            var ttl = BinaryPrimitives.ReadUInt32BigEndian(destination[offset..]);
            BinaryPrimitives.WriteUInt32BigEndian(destination[offset..], ttl > seconds ? ttl - seconds : 0);
        }
    }

    /// <summary>Copies the response for a client with one TTL for all records, as stale answers are served (RFC 8767 §4).</summary>
    public void CopyStaleTo(Span<byte> destination, ushort id, ReadOnlySpan<byte> name, MessageFlags flags, uint ttlSeconds)
    {
        CopyHead(destination, id, name, flags);
        foreach (var offset in _ttlOffsets)
        {
            BinaryPrimitives.WriteUInt32BigEndian(destination[offset..], ttlSeconds);
        }
    }

    private void CopyHead(Span<byte> destination, ushort id, ReadOnlySpan<byte> name, MessageFlags flags)
    {
        const ushort FromClient = (ushort)(MessageFlags.RecursionDesired | MessageFlags.CheckingDisabled);
        _octets.CopyTo(destination);
        BinaryPrimitives.WriteUInt16BigEndian(destination, id);
        var stored = BinaryPrimitives.ReadUInt16BigEndian(_octets.AsSpan(2));
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], (ushort)((stored & ~FromClient) | ((ushort)flags & FromClient)));
        name.CopyTo(destination[MessageHeader.Octets..]);
    }
}
