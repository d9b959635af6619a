using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Holdfast.TestPeers.Certificates;

/// <summary>A server's certificate with its key, as an object and as files.</summary>
public sealed class TestCertificate(X509Certificate2 certificate, ECDsa key, X509Certificate2 issuer) : IDisposable
{
    /// <summary>The certificate with its private key.</summary>
    public X509Certificate2 Certificate { get; } = certificate;

    /// <summary>SHA-256 of its SubjectPublicKeyInfo, as pins are made (RFC 7858 §4.2).</summary>
    public byte[] PublicKeyPin => SHA256.HashData(Certificate.PublicKey.ExportSubjectPublicKeyInfo());

    /// <summary>Writes chain, key and authority as PEM files.</summary>
    public CertificateFiles WriteTo(string folder)
    {
        var files = new CertificateFiles(
            Path.Combine(folder, "chain.pem"), Path.Combine(folder, "key.pem"), Path.Combine(folder, "authority.pem"));
        File.WriteAllText(files.ChainPath, Certificate.ExportCertificatePem() + "\n" + issuer.ExportCertificatePem() + "\n");
        File.WriteAllText(files.KeyPath, key.ExportPkcs8PrivateKeyPem() + "\n");
        File.WriteAllText(files.AuthorityPath, issuer.ExportCertificatePem() + "\n");
        return files;
    }

    public void Dispose()
    {
        Certificate.Dispose();
        key.Dispose();
    }
}

/// <summary>Where a certificate's PEM files are.</summary>
/// <param name="ChainPath">The certificate and its issuer.</param>
/// <param name="KeyPath">The private key, PKCS#8.</param>
/// <param name="AuthorityPath">The issuer alone.</param>
public sealed record CertificateFiles(string ChainPath, string KeyPath, string AuthorityPath);
