using System.Collections.Immutable;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Names;
using Holdfast.Wire.Records;

namespace Holdfast.Wire.Edns;

/// <summary>EDNS(0) with its fields apart; on the wire an OPT record that reuses CLASS and TTL (RFC 6891 §6.1.3).</summary>
public sealed record EdnsRecord
{
    /// <summary>The largest UDP payload that avoids fragments nearly everywhere, in octets (RFC 9715 §3).</summary>
    public const ushort SafeUdpPayloadOctets = 1232;

    /// <summary>How large a UDP payload the sender can take, in octets; below 512 means 512.</summary>
    public ushort UdpPayloadOctets { get; init; } = SafeUdpPayloadOctets;

    /// <summary>The upper eight bits of the response code.</summary>
    public byte ExtendedResponseCode { get; init; }

    /// <summary>The EDNS version; only 0 exists.</summary>
    public byte Version { get; init; }

    /// <summary>DO: the sender wants DNSSEC records (RFC 3225).</summary>
    public bool DnssecOk { get; init; }

    /// <summary>The other fifteen flag bits, which must be zero.</summary>
    public ushort ReservedFlags { get; init; }

    /// <summary>The options, in order.</summary>
    public ImmutableArray<EdnsOption> Options { get; init; } = [];

    /// <summary>Takes an OPT record apart; null for any other record.</summary>
    public static EdnsRecord? From(ResourceRecord? record) => record?.Data is not OptData data ? null : new EdnsRecord
    {
        UdpPayloadOctets = (ushort)record.Class,
        ExtendedResponseCode = (byte)(record.Ttl >> 24),
        Version = (byte)(record.Ttl >> 16),
        DnssecOk = (record.Ttl & 0x8000) != 0,
        ReservedFlags = (ushort)(record.Ttl & 0x7FFF),
        Options = data.Options,
    };

    /// <summary>Puts the OPT record together.</summary>
    public ResourceRecord ToRecord() => new(
        DomainName.Root,
        (RecordClass)UdpPayloadOctets,
        ((uint)ExtendedResponseCode << 24) | ((uint)Version << 16) | (DnssecOk ? 0x8000u : 0) | (ReservedFlags & 0x7FFFu),
        new OptData(Options));
}
