using System.Security.Cryptography;

namespace Holdfast.App.Configuration;

/// <summary>What must hold between the options of the store: each belongs to an engine. The engine itself is not asked.</summary>
internal static class StoreRules
{
    /// <summary>Checks options that were read without problems.</summary>
    public static void Check(StoreOptions store, ConfigReading reading)
    {
        if (store.Engine != StoreEngine.RocksDb && store.Path is not null)
        {
            reading.Problem("store.path", store.Path, "is for rocksdb, and the engine is another", "engine: rocksdb, or no path");
        }
        else if (store.Path is not null && File.Exists(store.Path))
        {
            reading.Problem("store.path", store.Path, "is a file", "a folder, which is made when it is not there");
        }

        if (store.Engine == StoreEngine.Etcd)
        {
            CheckEtcd(store, reading);
            return;
        }

        (string Key, string? Value)[] ofEtcd =
        [
            ("endpoints", store.Endpoints.IsEmpty ? null : string.Join(", ", store.Endpoints)), ("prefix", store.Prefix.Length == 0 ? null : store.Prefix),
            ("ca", store.TrustFile), ("certificate", store.Certificate), ("key", store.Key), ("user", store.User), ("password-file", store.PasswordFile),
        ];
        foreach (var (key, value) in ofEtcd.Where(each => each.Value is not null))
        {
            reading.Problem($"store.{key}", value, "is for etcd, and the engine is another", $"engine: etcd, or no {key}");
        }
    }

    private static void CheckEtcd(StoreOptions store, ConfigReading reading)
    {
        if (store.Endpoints.IsEmpty)
        {
            reading.Problem("store.endpoints", null, "is missing: etcd is reached by its members' addresses", "at least one http://HOST:PORT or https://HOST:PORT");
        }

        if (store.User is null != store.PasswordFile is null)
        {
            var there = store.User is null ? "password-file" : "user";
            reading.Problem($"store.{there}", store.User ?? store.PasswordFile, "stands alone", "user and password-file, or neither");
        }

        if (store.PasswordFile is { } password)
        {
            ConfigRules.CheckFile("store.password-file", password, reading);
        }

        if (store.TrustFile is { } trust)
        {
            ConfigRules.CheckCertificates("store.ca", trust, reading);
        }

        if (store.Certificate is { } certificate)
        {
            CheckCertificate(certificate, store.Key, reading);
        }
        else if (store.Key is not null)
        {
            reading.Problem("store.key", store.Key, "is the key of no certificate", "store.certificate besides");
        }
    }

    private static void CheckCertificate(string path, string? key, ConfigReading reading)
    {
        try
        {
            using var certificate = ConfigRules.LoadCertificate(path, key, null);
            if (!certificate.HasPrivateKey)
            {
                reading.Problem("store.certificate", path, "holds no private key", "store.key besides");
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            reading.Problem("store.certificate", path, $"cannot be used: {fault.Message.TrimEnd('.')}", "a certificate and its private key");
        }
    }
}
