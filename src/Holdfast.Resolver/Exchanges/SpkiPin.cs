using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Holdfast.Resolver.Exchanges;

/// <summary>The SHA-256 of a server's public key (SubjectPublicKeyInfo in DER), as RFC 7858 §4.2 pins it.</summary>
/// <param name="Base64">The 32 octets in base64.</param>
public readonly record struct SpkiPin(string Base64)
{
    private const string Prefix = "sha256/";

    /// <summary>The pin of a certificate's key.</summary>
    public static SpkiPin Of(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return new(Convert.ToBase64String(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo())));
    }

    /// <summary>Reads <c>sha256/BASE64</c>.</summary>
    public static bool TryParse(string? text, out SpkiPin pin)
    {
        pin = default;
        if (text is null || !text.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return false;
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes + 1];
        if (!Convert.TryFromBase64String(text[Prefix.Length..], hash, out var length) || length != SHA256.HashSizeInBytes)
        {
            return false;
        }

        pin = new(Convert.ToBase64String(hash[..length]));
        return true;
    }

    /// <summary>The pin as <c>sha256/BASE64</c>.</summary>
    public override string ToString() => Prefix + Base64;
}
