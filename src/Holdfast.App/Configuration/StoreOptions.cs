using System.Collections.Immutable;

namespace Holdfast.App.Configuration;

/// <summary>Which engine keeps ordered keys.</summary>
internal enum StoreEngine
{
    /// <summary>None outside this process: gone with it.</summary>
    Memory,

    /// <summary>Embedded, in a directory of this machine.</summary>
    RocksDb,

    /// <summary>A cluster that several machines share.</summary>
    Etcd,
}

/// <summary>The store, as configured. Immutable.</summary>
internal sealed record StoreOptions
{
    /// <summary>The engine.</summary>
    public StoreEngine Engine { get; init; } = StoreEngine.RocksDb;

    /// <summary>RocksDB's directory; null for one in the state directory.</summary>
    public string? Path { get; init; }

    /// <summary>etcd's members.</summary>
    public ImmutableArray<Uri> Endpoints { get; init; } = [];

    /// <summary>What all keys begin with in etcd.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>A file of the authorities that etcd's certificates are believed by; null for the system's.</summary>
    public string? TrustFile { get; init; }

    /// <summary>A certificate for clusters that want one of their clients.</summary>
    public string? Certificate { get; init; }

    /// <summary>Its private key, when it stands in a file of its own.</summary>
    public string? Key { get; init; }

    /// <summary>etcd's user; null for a cluster without users.</summary>
    public string? User { get; init; }

    /// <summary>A file with the user's password.</summary>
    public string? PasswordFile { get; init; }

    /// <summary>Whether another one means the same store.</summary>
    public bool IsSameAs(StoreOptions other) => Endpoints.SequenceEqual(other.Endpoints) && this == other with { Endpoints = Endpoints };
}
