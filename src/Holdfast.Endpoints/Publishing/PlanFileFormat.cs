using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.IO.Hashing;
using Holdfast.Endpoints.Planning;

namespace Holdfast.Endpoints.Publishing;

/// <summary>The octets of a plan's local copy: a header with a checksum, then the plan as the store has it. docs/formats/endpoint-plan.md has the figure.</summary>
internal static class PlanFileFormat
{
    /// <summary>The version that is written, and the newest that is read.</summary>
    public const byte Version = 1;

    private const int HeaderOctets = 20;

    // Far beyond the plan of the largest pool.
    private const int MaxPayloadOctets = 1 << 20;

    private static ReadOnlySpan<byte> Magic => "HOLDFAST"u8;

    private static ReadOnlySpan<byte> Kind => "EPL"u8;

    public static byte[] Write(EndpointPlan plan)
    {
        var payload = PlanCodec.Write(plan);
        var file = new byte[HeaderOctets + payload.Length];
        Magic.CopyTo(file);
        file[8] = Version;
        Kind.CopyTo(file.AsSpan(9));
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(12), payload.Length);
        payload.CopyTo(file, HeaderOctets);
        BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(16), Checksum(file));
        return file;
    }

    public static bool TryRead(ReadOnlySpan<byte> file, [NotNullWhen(true)] out EndpointPlan? plan, [NotNullWhen(false)] out string? fault)
    {
        plan = null;
        if (file.Length < HeaderOctets || !file.StartsWith(Magic) || !file[9..12].SequenceEqual(Kind))
        {
            fault = "it is no plan";
            return false;
        }

        if (file[8] > Version)
        {
            fault = $"it was written by a newer version (format {file[8]}, this one reads up to {Version})";
            return false;
        }

        var length = BinaryPrimitives.ReadInt32BigEndian(file[12..]);
        if (length is < 0 or > MaxPayloadOctets || length != file.Length - HeaderOctets || BinaryPrimitives.ReadUInt32BigEndian(file[16..]) != Checksum(file))
        {
            fault = "it is damaged";
            return false;
        }

        return PlanCodec.TryRead(file[HeaderOctets..], out plan, out fault);
    }

    // Over all but itself.
    private static uint Checksum(ReadOnlySpan<byte> file)
    {
        var sum = new Crc32();
        sum.Append(file[..16]);
        sum.Append(file[HeaderOctets..]);
        return sum.GetCurrentHashAsUInt32();
    }
}
