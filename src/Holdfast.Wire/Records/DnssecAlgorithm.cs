using System.Globalization;

namespace Holdfast.Wire.Records;

/// <summary>Names that zone files may use for DNSSEC algorithms in place of numbers (RFC 4034 appendix A.1, RFC 9157).</summary>
internal static class DnssecAlgorithm
{
    public static bool TryParse(ReadOnlySpan<char> text, out byte algorithm)
    {
        if (byte.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out algorithm))
        {
            return true;
        }

        Span<char> upper = stackalloc char[20];
        var length = text.ToUpperInvariant(upper);
        algorithm = upper[..Math.Max(length, 0)] switch
        {
            "RSAMD5" => 1,
            "DH" => 2,
            "DSA" => 3,
            "RSASHA1" => 5,
            "DSA-NSEC3-SHA1" => 6,
            "RSASHA1-NSEC3-SHA1" => 7,
            "RSASHA256" => 8,
            "RSASHA512" => 10,
            "ECC-GOST" => 12,
            "ECDSAP256SHA256" => 13,
            "ECDSAP384SHA384" => 14,
            "ED25519" => 15,
            "ED448" => 16,
            "INDIRECT" => 252,
            "PRIVATEDNS" => 253,
            "PRIVATEOID" => 254,
            _ => (byte)0,
        };
        return algorithm != 0;
    }
}
