using System.Buffers.Binary;
using System.Text;

namespace Holdfast.Resolver.Tests.Cache;

/// <summary>Writes responses octet by octet, with pointers where the test wants them: no codec of ours takes part.</summary>
internal sealed class ResponseOctets
{
    private readonly List<byte> _octets = [];

    public ResponseOctets(ushort flags, string name, ushort type)
    {
        _octets.AddRange(new byte[12]);
        BinaryPrimitives.WriteUInt16BigEndian(CountAt(0), 0xBEEF);
        BinaryPrimitives.WriteUInt16BigEndian(CountAt(2), flags);
        BinaryPrimitives.WriteUInt16BigEndian(CountAt(4), 1);
        Name(name).UInt16(type).UInt16(1);
    }

    public int Length => _octets.Count;

    public byte[] ToArray() => [.. _octets];

    public ResponseOctets Answer(string name, ushort type, uint ttl, params byte[] data) => Record(6, name, type, 1, ttl, data);

    public ResponseOctets Authority(string name, ushort type, uint ttl, params byte[] data) => Record(8, name, type, 1, ttl, data);

    public ResponseOctets Additional(string name, ushort type, ushort @class, uint ttl, params byte[] data) =>
        Record(10, name, type, @class, ttl, data);

    public ResponseOctets Opt(params byte[] options) => Additional(".", 41, 1232, 0, options);

    /// <summary>Labels between dots; <c>^12</c> at the end is a pointer to offset 12.</summary>
    public static byte[] NameOctets(string name)
    {
        var octets = new List<byte>();
        foreach (var label in name.TrimEnd('.').Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            if (label[0] == '^')
            {
                var target = int.Parse(label[1..], null);
                return [.. octets, (byte)(0xC0 | (target >> 8)), (byte)target];
            }

            octets.Add((byte)label.Length);
            octets.AddRange(Encoding.ASCII.GetBytes(label));
        }

        return [.. octets, 0];
    }

    public static byte[] Soa(uint minimum) =>
        [.. NameOctets("ns.example"), .. NameOctets("mail.example"), .. new byte[16], .. BigEndian(minimum)];

    private static byte[] BigEndian(uint value)
    {
        var octets = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(octets, value);
        return octets;
    }

    private ResponseOctets Record(int count, string name, ushort type, ushort @class, uint ttl, byte[] data)
    {
        var number = CountAt(count);
        BinaryPrimitives.WriteUInt16BigEndian(number, (ushort)(BinaryPrimitives.ReadUInt16BigEndian(number) + 1));
        Name(name).UInt16(type).UInt16(@class);
        _octets.AddRange(BigEndian(ttl));
        UInt16((ushort)data.Length);
        _octets.AddRange(data);
        return this;
    }

    private Span<byte> CountAt(int offset) => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_octets).Slice(offset, 2);

    private ResponseOctets Name(string name)
    {
        _octets.AddRange(NameOctets(name));
        return this;
    }

    private ResponseOctets UInt16(ushort value)
    {
        _octets.AddRange([(byte)(value >> 8), (byte)value]);
        return this;
    }
}
