using System.Security.Cryptography.X509Certificates;
using System.Text;
using Holdfast.App.Configuration;
using Holdfast.Store.Etcd;
using Holdfast.Store.Memory;
using Holdfast.Store.RocksDb;
using Microsoft.Extensions.Logging;

namespace Holdfast.App.Hosting;

/// <summary>Makes the store that is configured.</summary>
internal static class StoreOpening
{
    /// <summary>Makes it; it is opened when it is first used.</summary>
    public static DeferredStore Create(StoreOptions options, string stateDirectory, TimeProvider time, ILogger logger) => options.Engine switch
    {
        StoreEngine.Memory => new(() => new MemoryStore(), MemoryStore.DefaultLimits, time, logger),
        StoreEngine.Etcd => new(() => new EtcdStore(Read(options), time), EtcdStore.DefaultLimits, time, logger),
        _ => new(() => RocksDbStore.Open(options.Path ?? Path.Combine(stateDirectory, "store")), RocksDbStore.DefaultLimits, time, logger),
    };

    // Files are read when the store is opened: they may be there only then.
    private static EtcdOptions Read(StoreOptions options)
    {
        X509Certificate2Collection? roots = null;
        if (options.TrustFile is { } trust)
        {
            roots = [];
            roots.ImportFromPemFile(trust);
        }

        return new EtcdOptions
        {
            Endpoints = options.Endpoints,
            Prefix = Encoding.UTF8.GetBytes(options.Prefix),
            TrustedRoots = roots,
            ClientCertificate = options.Certificate is { } certificate ? ConfigRules.LoadCertificate(certificate, options.Key, null) : null,
            User = options.User,
            Password = options.PasswordFile is { } password ? File.ReadAllText(password).Trim() : null,
        };
    }
}
