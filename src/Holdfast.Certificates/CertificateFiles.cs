namespace Holdfast.Certificates;

/// <summary>Where a certificate and its private key are: a PEM pair, or one PKCS #12 file.</summary>
/// <param name="Path">The PEM file with the certificate, then its chain; or the PKCS #12 file (<c>.pfx</c>, <c>.p12</c>).</param>
/// <param name="KeyPath">The PEM file with the key; null when it stands in <paramref name="Path"/>.</param>
/// <param name="Password">What the key is encrypted with; null for none.</param>
public sealed record CertificateFiles(string Path, string? KeyPath = null, string? Password = null)
{
    internal bool IsPkcs12 =>
        Path.EndsWith(".pfx", StringComparison.OrdinalIgnoreCase) || Path.EndsWith(".p12", StringComparison.OrdinalIgnoreCase);

    internal IEnumerable<string> Paths => KeyPath is null ? [Path] : [Path, KeyPath];
}
