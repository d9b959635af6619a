using System.Diagnostics.CodeAnalysis;
using static Holdfast.App.Configuration.ConfigTypes;

namespace Holdfast.App.Configuration;

/// <summary>The options of the store, a line each, in the manner of <see cref="DaemonTables"/>.</summary>
internal static class StoreTables
{
    private static readonly ConfigType<Uri> _member = new(
        "http://HOST:PORT or https://HOST:PORT",
        (string text, [MaybeNullWhen(false)] out Uri value, out string? why) =>
        {
            why = null;
            return Uri.TryCreate(text, UriKind.Absolute, out value) && value.Scheme is "http" or "https" && value.PathAndQuery == "/" && value.UserInfo.Length == 0;
        },
        value => value.GetLeftPart(UriPartial.Authority));

    /// <summary>The section.</summary>
    public static ConfigTable<StoreOptions> Store { get; } = new ConfigTable<StoreOptions>()
        .Value("engine", OneOf(("memory", StoreEngine.Memory), ("rocksdb", StoreEngine.RocksDb), ("etcd", StoreEngine.Etcd)), "What keeps it: this process alone, a directory of this machine, or an etcd cluster that several machines share.", o => o.Engine, (o, v) => o with { Engine = v })
        .Value("path", ConfigTypes.Path, "The directory of rocksdb, which nothing else uses; store in the state directory unless said otherwise.", o => o.Path, (o, v) => o with { Path = v })
        .List("endpoints", _member, "The members of the etcd cluster; name all of them.", o => o.Endpoints, (o, v) => o with { Endpoints = v })
        .Value("prefix", Text("a text"), "What all keys begin with in etcd, so that several may share a cluster.", o => o.Prefix.Length == 0 ? null : o.Prefix, (o, v) => o with { Prefix = v })
        .Value("ca", ConfigTypes.Path, "A file (PEM) of the authorities that etcd's certificates are believed by; the system's unless said otherwise.", o => o.TrustFile, (o, v) => o with { TrustFile = v })
        .Value("certificate", ConfigTypes.Path, "A certificate (PEM, or PKCS #12) for etcd clusters that want one of their clients.", o => o.Certificate, (o, v) => o with { Certificate = v })
        .Value("key", ConfigTypes.Path, "The certificate's private key (PEM), when it stands in a file of its own.", o => o.Key, (o, v) => o with { Key = v })
        .Value("user", Text("a name"), "The user of etcd; nobody unless said otherwise.", o => o.User, (o, v) => o with { User = v })
        .Value("password-file", ConfigTypes.Path, "A file with the user's password.", o => o.PasswordFile, (o, v) => o with { PasswordFile = v });
}
