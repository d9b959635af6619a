using System.Net;
using System.Net.Sockets;
using Holdfast.Wire.Reading;
using Holdfast.Wire.Writing;

namespace Holdfast.Wire.Edns;

/// <summary>A part of the client's address, for answers that depend on where it is (RFC 7871 §6).</summary>
/// <remarks>
/// <code>
/// |                    FAMILY                   |  16 bits: 1 for IPv4, 2 for IPv6
/// |             SOURCE PREFIX-LENGTH            |  8 bits: how much of the address is given
/// |             SCOPE PREFIX-LENGTH             |  8 bits: how much of it the answer depends on; 0 in queries
/// /                   ADDRESS                   /  as many octets as the source prefix needs, zero bits behind it
/// </code>
/// </remarks>
public sealed record ClientSubnet
{
    private const ushort IPv4Family = 1;
    private const ushort IPv6Family = 2;

    /// <summary>Takes a network; the address's bits behind the prefix are cleared.</summary>
    /// <param name="address">IPv4 or IPv6.</param>
    /// <param name="sourcePrefixLength">How many of its bits are given: up to 32 or 128.</param>
    /// <param name="scopePrefixLength">How many the answer depends on: up to 32 or 128, 0 in queries.</param>
    /// <exception cref="ArgumentOutOfRangeException">A prefix is longer than the address.</exception>
    public ClientSubnet(IPAddress address, byte sourcePrefixLength, byte scopePrefixLength = 0)
    {
        ArgumentNullException.ThrowIfNull(address);
        var octets = address.GetAddressBytes();
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sourcePrefixLength, octets.Length * 8);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(scopePrefixLength, octets.Length * 8);
        ClearBehind(octets, sourcePrefixLength);
        (Address, SourcePrefixLength, ScopePrefixLength) = (new IPAddress(octets), sourcePrefixLength, scopePrefixLength);
    }

    /// <summary>The network's address, zero bits behind the source prefix.</summary>
    public IPAddress Address { get; }

    /// <summary>How many bits of the address are given.</summary>
    public byte SourcePrefixLength { get; }

    /// <summary>How many bits the answer depends on; 0 in queries.</summary>
    public byte ScopePrefixLength { get; }

    /// <summary>The subnet as an option.</summary>
    public EdnsOption ToOption()
    {
        var octets = new byte[4 + OctetsOf(SourcePrefixLength)];
        var writer = new WireWriter(octets);
        writer.WriteUInt16(Address.AddressFamily == AddressFamily.InterNetwork ? IPv4Family : IPv6Family);
        writer.WriteUInt8(SourcePrefixLength);
        writer.WriteUInt8(ScopePrefixLength);
        writer.WriteOctets(Address.GetAddressBytes().AsSpan(0, OctetsOf(SourcePrefixLength)));
        return new EdnsOption(EdnsOptionCode.ClientSubnet, octets);
    }

    /// <summary>Reads the option; null when it is another one, or one that a server must refuse (RFC 7871 §7.1.2).</summary>
    public static ClientSubnet? From(EdnsOption option)
    {
        ArgumentNullException.ThrowIfNull(option);
        if (option.Code != EdnsOptionCode.ClientSubnet)
        {
            return null;
        }

        var reader = new WireReader(option.Data.Span);
        var (family, source, scope) = (reader.ReadUInt16(), reader.ReadUInt8(), reader.ReadUInt8());
        var given = reader.ReadRemaining();
        var length = family == IPv4Family ? 4 : 16;
        if (!reader.Ok || family is not (IPv4Family or IPv6Family) || source > length * 8 || scope > length * 8 || given.Length != OctetsOf(source))
        {
            return null;
        }

        var octets = new byte[length];
        given.CopyTo(octets);
        var subnet = new ClientSubnet(new IPAddress(octets), source, scope);
        return subnet.Address.GetAddressBytes().AsSpan().SequenceEqual(octets) ? subnet : null;
    }

    /// <summary>Address, source and scope prefix, as dig writes them.</summary>
    public override string ToString() => $"{Address}/{SourcePrefixLength}/{ScopePrefixLength}";

    private static int OctetsOf(int bits) => (bits + 7) / 8;

    private static void ClearBehind(Span<byte> octets, int bits)
    {
        for (var i = 0; i < octets.Length; i++)
        {
            var kept = Math.Clamp(bits - (i * 8), 0, 8);
            octets[i] &= (byte)(0xFF00 >> kept);
        }
    }
}
