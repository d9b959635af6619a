using System.Buffers.Binary;
using System.Collections.Immutable;
using Holdfast.Server.Pipeline;

namespace Holdfast.Server.Admission;

/// <summary>
/// Server cookies that any server with the same secret accepts (RFC 9018 §4). The first secret makes cookies, all of
/// them are accepted, so that a new one can be rolled in over a fleet (§5). Immutable.
/// </summary>
/// <remarks>
/// <code>
/// |    Version (1)    |          Reserved (0)          |  8 + 24 bits
/// |                     Timestamp                      |  32 bits, seconds since 1970, serial arithmetic
/// |                        Hash                        |  64 bits: SipHash-2-4 of client cookie, the above, and address
/// </code>
/// </remarks>
internal sealed class ServerCookies(ImmutableArray<byte[]> secrets)
{
    /// <summary>The client's half, in octets.</summary>
    public const int ClientOctets = 8;

    /// <summary>Both halves, in octets.</summary>
    public const int FullOctets = ClientOctets + ServerOctets;

    private const int ServerOctets = 16;
    private const byte Version = 1;

    // RFC 9018 §4.3: accepted for an hour, or from five minutes ahead; renewed after half an hour.
    private const int OldestSeconds = 3600;
    private const int FurthestAheadSeconds = 300;
    private const int RenewAfterSeconds = 1800;

    /// <summary>Judges a cookie.</summary>
    /// <param name="cookie">The option's data: 8, or 16 to 40 octets.</param>
    /// <param name="address">Where the query came from.</param>
    /// <param name="now">Seconds since 1970.</param>
    public CookieStanding Judge(ReadOnlySpan<byte> cookie, ClientAddress address, uint now)
    {
        if (cookie.Length <= ClientOctets)
        {
            return CookieStanding.Unproved;
        }

        var server = cookie[ClientOctets..];
        if (server.Length != ServerOctets || server[0] != Version || !IsInTime(Age(server, now)))
        {
            return CookieStanding.Wrong;
        }

        var given = BinaryPrimitives.ReadUInt64LittleEndian(server[8..]);
        foreach (var secret in secrets)
        {
            if (Hash(secret, cookie[..ClientOctets], server[..8], address) == given)
            {
                return CookieStanding.Proved;
            }
        }

        return CookieStanding.Wrong;
    }

    /// <summary>Writes the cookie to answer with: the client's own when it is good, fresh and by the first secret, else a new one.</summary>
    /// <param name="cookie">The query's cookie.</param>
    /// <param name="standing">What <see cref="Judge"/> said of it.</param>
    /// <param name="address">Where the query came from.</param>
    /// <param name="now">Seconds since 1970.</param>
    /// <param name="destination">At least <see cref="FullOctets"/>.</param>
    public void Write(ReadOnlySpan<byte> cookie, CookieStanding standing, ClientAddress address, uint now, Span<byte> destination)
    {
        if (standing == CookieStanding.Proved && Age(cookie[ClientOctets..], now) <= RenewAfterSeconds && IsByFirst(cookie, address))
        {
            cookie.CopyTo(destination);
            return;
        }

        cookie[..ClientOctets].CopyTo(destination);
        var server = destination[ClientOctets..];
        BinaryPrimitives.WriteUInt32BigEndian(server, (uint)Version << 24);
        BinaryPrimitives.WriteUInt32BigEndian(server[4..], now);
        BinaryPrimitives.WriteUInt64LittleEndian(server[8..], Hash(secrets[0], cookie[..ClientOctets], server[..8], address));
    }

    private bool IsByFirst(ReadOnlySpan<byte> cookie, ClientAddress address) =>
        secrets.Length == 1
        || Hash(secrets[0], cookie[..ClientOctets], cookie.Slice(ClientOctets, 8), address)
            == BinaryPrimitives.ReadUInt64LittleEndian(cookie[(ClientOctets + 8)..]);

    private static int Age(ReadOnlySpan<byte> server, uint now) => (int)(now - BinaryPrimitives.ReadUInt32BigEndian(server[4..]));

    private static bool IsInTime(int age) => age is >= -FurthestAheadSeconds and <= OldestSeconds;

    private static ulong Hash(byte[] secret, ReadOnlySpan<byte> client, ReadOnlySpan<byte> head, ClientAddress address)
    {
        Span<byte> input = stackalloc byte[ClientOctets + 8 + 16];
        client.CopyTo(input);
        head.CopyTo(input[ClientOctets..]);
        return SipHash24.Hash(secret, input[..(ClientOctets + 8 + address.Write(input[(ClientOctets + 8)..]))]);
    }
}
