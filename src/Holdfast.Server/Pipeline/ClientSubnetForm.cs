using System.Buffers.Binary;

namespace Holdfast.Server.Pipeline;

/// <summary>The form of a query's client subnet option (RFC 7871 §6).</summary>
/// <remarks>
/// <code>
/// |                    FAMILY                     |  16 bits: 1 is IPv4, 2 is IPv6
/// |     SOURCE PREFIX     |     SCOPE PREFIX      |  8 bits each; SCOPE is 0 in queries
/// /                    ADDRESS                    /  just enough octets for SOURCE, the rest of the last one zero
/// </code>
/// </remarks>
internal static class ClientSubnetForm
{
    private const int FixedOctets = 4;

    /// <summary>Whether the option's data follow the rules for queries; if not, the query is FORMERR (§7.1.2).</summary>
    public static bool IsSound(ReadOnlySpan<byte> data)
    {
        if (data.Length < FixedOctets)
        {
            return false;
        }

        int source = data[2];
        var family = BinaryPrimitives.ReadUInt16BigEndian(data);
        var longest = family switch { 0 => 0, 1 => 32, 2 => 128, _ => -1 };
        var address = data[FixedOctets..];
        return source <= longest
            && data[3] == 0
            && address.Length == (source + 7) / 8
            && (source % 8 == 0 || (address[^1] & (0xFF >> (source % 8))) == 0);
    }
}
