using System.Diagnostics.Metrics;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace Holdfast.Certificates;

/// <summary>The certificate in use, read again when its files change. Files that cannot be used leave the old one in place.</summary>
/// <param name="reloads">Counts readings, by outcome.</param>
/// <param name="time">Time.</param>
/// <param name="logger">Where readings are told.</param>
public sealed partial class CertificateStore(Counter<long> reloads, TimeProvider time, ILogger logger) : IDisposable
{
    private SslStreamCertificateContext? _current;
    private FileWatch? _watch;

    /// <summary>The certificate with its chain.</summary>
    /// <exception cref="InvalidOperationException">None was given yet.</exception>
    public SslStreamCertificateContext Current =>
        Volatile.Read(ref _current) ?? throw new InvalidOperationException("There is no certificate yet.");

    /// <summary>Puts a certificate into use, and watches its files from now on.</summary>
    /// <param name="files">The files it was loaded from.</param>
    /// <param name="certificate">What <see cref="Load"/> made of them.</param>
    /// <param name="interval">How often to look at them.</param>
    public void Use(CertificateFiles files, SslStreamCertificateContext certificate, TimeSpan interval)
    {
        ArgumentNullException.ThrowIfNull(files);
        _watch?.Dispose();
        Volatile.Write(ref _current, certificate);
        _watch = new FileWatch([.. files.Paths], interval, time, () => Reload(files));
    }

    /// <inheritdoc/>
    public void Dispose() => _watch?.Dispose();

    /// <summary>Reads a certificate with its key and chain.</summary>
    /// <exception cref="CryptographicException">The files hold no certificate with its key.</exception>
    /// <exception cref="IOException">The files cannot be read.</exception>
    public static SslStreamCertificateContext Load(CertificateFiles files)
    {
        ArgumentNullException.ThrowIfNull(files);
        var all = files.IsPkcs12 ? LoadPkcs12(files) : LoadPem(files);
        var own = all.FirstOrDefault(certificate => certificate.HasPrivateKey)
            ?? throw new CryptographicException($"'{files.Path}' holds no certificate with its private key.");
        X509Certificate2Collection chain = [.. all.Where(certificate => certificate != own)];
        return SslStreamCertificateContext.Create(own, chain, offline: true);
    }

    private static X509Certificate2Collection LoadPkcs12(CertificateFiles files) =>
        X509CertificateLoader.LoadPkcs12CollectionFromFile(files.Path, files.Password);

    private static X509Certificate2Collection LoadPem(CertificateFiles files)
    {
        var all = new X509Certificate2Collection();
        all.ImportFromPemFile(files.Path);
        if (all.Count == 0)
        {
            throw new CryptographicException($"'{files.Path}' holds no certificate.");
        }

        using var ephemeral = files.Password is null
            ? X509Certificate2.CreateFromPemFile(files.Path, files.KeyPath)
            : X509Certificate2.CreateFromEncryptedPemFile(files.Path, files.Password, files.KeyPath);

        // A key only in memory is not accepted by TLS everywhere; a round through PKCS #12 makes it one that is.
        var own = X509CertificateLoader.LoadPkcs12(ephemeral.Export(X509ContentType.Pkcs12), null);
        return [own, .. all.Skip(1)];
    }

    private void Reload(CertificateFiles files)
    {
        try
        {
            Volatile.Write(ref _current, Load(files));
            reloads.Add(1, new KeyValuePair<string, object?>("outcome", "ok"));
            LogLoaded(logger, files.Path, Current.TargetCertificate.Subject, Current.TargetCertificate.NotAfter.ToUniversalTime());
        }
        catch (Exception failure) when (failure is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            reloads.Add(1, new KeyValuePair<string, object?>("outcome", "failed"));
            LogKept(logger, files.Path, failure.Message);
        }
    }

    [LoggerMessage(EventId = 3030, Level = LogLevel.Information, Message = "Certificate {Path} is {Subject}, valid until {NotAfter:u}")]
    private static partial void LogLoaded(ILogger logger, string path, string subject, DateTime notAfter);

    [LoggerMessage(EventId = 3031, Level = LogLevel.Error, Message = "Certificate {Path} cannot be used, the one before stays: {Reason}")]
    private static partial void LogKept(ILogger logger, string path, string reason);
}
