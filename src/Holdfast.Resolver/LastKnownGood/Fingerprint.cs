using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using Holdfast.Wire.Messages;

namespace Holdfast.Resolver.LastKnownGood;

/// <summary>
/// What makes two answers the same, whatever the order of their records: the addresses, or the data of all records where
/// there are none. TTLs, signatures and the aliases on the way do not count.
/// </summary>
internal readonly record struct Fingerprint(ulong High, ulong Low)
{
    /// <summary>The fingerprint of addresses.</summary>
    public static Fingerprint Of(IEnumerable<IPAddress> addresses) => Of(addresses.Select(address => address.GetAddressBytes()));

    /// <summary>The fingerprint of records.</summary>
    public static Fingerprint Of(IEnumerable<ResourceRecord> records) => Of(records.Select(record => record.Data.ToOctets()));

    private static Fingerprint Of(IEnumerable<byte[]> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[4];
        foreach (var part in parts.OrderBy(Convert.ToHexString, StringComparer.Ordinal))
        {
            BinaryPrimitives.WriteInt32BigEndian(length, part.Length);
            hash.AppendData(length);
            hash.AppendData(part);
        }

        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(digest);
        return new Fingerprint(BinaryPrimitives.ReadUInt64BigEndian(digest), BinaryPrimitives.ReadUInt64BigEndian(digest[8..]));
    }
}
