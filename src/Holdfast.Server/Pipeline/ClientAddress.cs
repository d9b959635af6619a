using System.Buffers.Binary;
using System.Net;

namespace Holdfast.Server.Pipeline;

/// <summary>A client's address as one number: IPv6, or IPv4 mapped into it (RFC 4291 §2.5.5.2). Hot path: no allocation.</summary>
/// <param name="Value">The 128 bits.</param>
internal readonly record struct ClientAddress(UInt128 Value)
{
    private static readonly UInt128 _mappedPrefix = new(0, 0xFFFF_0000_0000);

    /// <summary>Whether it is an IPv4 address.</summary>
    public bool IsIPv4 => (Value >> 32) == (_mappedPrefix >> 32);

    /// <summary>An IPv4 address from its four octets in network order.</summary>
    public static ClientAddress FromIPv4(ReadOnlySpan<byte> octets) =>
        new(_mappedPrefix | BinaryPrimitives.ReadUInt32BigEndian(octets));

    /// <summary>An IPv6 address from its sixteen octets.</summary>
    public static ClientAddress FromIPv6(ReadOnlySpan<byte> octets) => new(BinaryPrimitives.ReadUInt128BigEndian(octets));

    /// <summary>The address of a socket's other end.</summary>
    public static ClientAddress From(IPAddress address)
    {
        Span<byte> octets = stackalloc byte[16];
        address.TryWriteBytes(octets, out var length);
        return length == 4 ? FromIPv4(octets) : FromIPv6(octets);
    }

    /// <summary>Writes the four or sixteen octets, in network order.</summary>
    /// <returns>How many.</returns>
    public int Write(Span<byte> destination)
    {
        if (IsIPv4)
        {
            BinaryPrimitives.WriteUInt32BigEndian(destination, (uint)Value);
            return 4;
        }

        BinaryPrimitives.WriteUInt128BigEndian(destination, Value);
        return 16;
    }

    /// <summary>The address for logs and sockets.</summary>
    public IPAddress ToIPAddress()
    {
        Span<byte> octets = stackalloc byte[16];
        return new IPAddress(octets[..Write(octets)]);
    }

    /// <inheritdoc/>
    public override string ToString() => ToIPAddress().ToString();
}
