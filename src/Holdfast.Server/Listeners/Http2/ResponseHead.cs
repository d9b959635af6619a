using System.Buffers.Text;
using System.Diagnostics;

namespace Holdfast.Server.Listeners.Http2;

/// <summary>
/// A response's header block (RFC 7541 §6): literals that nobody needs to remember, under names of the static table, so
/// that there is no state to keep. Hot path: no allocation.
/// </summary>
internal static class ResponseHead
{
    /// <summary>No block is longer.</summary>
    public const int MaxOctets = 128;

    // Names of the static table (RFC 7541 appendix A) behind the prefix of a literal without indexing (§6.2.2).
    private static ReadOnlySpan<byte> Status => [0x08];

    private static ReadOnlySpan<byte> Allow => [0x0F, 22 - 15];

    private static ReadOnlySpan<byte> CacheControl => [0x0F, 24 - 15];

    private static ReadOnlySpan<byte> ContentLength => [0x0F, 28 - 15];

    private static ReadOnlySpan<byte> ContentType => [0x0F, 31 - 15];

    private static ReadOnlySpan<byte> Date => [0x0F, 33 - 15];

    /// <summary>Writes the head of a DNS response: status 200.</summary>
    /// <returns>Its length.</returns>
    public static int Write(Span<byte> block, int bodyOctets, uint freshSeconds, ReadOnlySpan<byte> date)
    {
        block[0] = 0x88; // :status 200, indexed
        var at = 1;
        Text(block, ref at, ContentType, "application/dns-message"u8);
        Number(block, ref at, ContentLength, ""u8, (uint)bodyOctets);
        Number(block, ref at, CacheControl, "max-age="u8, freshSeconds);
        Text(block, ref at, Date, date);
        return at;
    }

    /// <summary>Writes the head of a response without a body.</summary>
    public static int Write(Span<byte> block, int status, ReadOnlySpan<byte> date)
    {
        var at = 0;
        Number(block, ref at, Status, ""u8, (uint)status);
        if (status == 405)
        {
            Text(block, ref at, Allow, "GET, POST"u8);
        }

        Number(block, ref at, ContentLength, ""u8, 0);
        Text(block, ref at, Date, date);
        return at;
    }

    private static void Text(Span<byte> block, ref int at, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        name.CopyTo(block[at..]);
        at += name.Length;
        block[at++] = (byte)value.Length;
        value.CopyTo(block[at..]);
        at += value.Length;
    }

    private static void Number(Span<byte> block, ref int at, ReadOnlySpan<byte> name, ReadOnlySpan<byte> before, uint number)
    {
        name.CopyTo(block[at..]);
        at += name.Length;
        var length = at++;
        before.CopyTo(block[at..]);
        at += before.Length;
        var fits = Utf8Formatter.TryFormat(number, block[at..], out var digits);
        Debug.Assert(fits, "MaxOctets holds all of it.");
        at += digits;
        block[length] = (byte)(before.Length + digits);
    }
}
