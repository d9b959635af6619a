using System.Security.Cryptography.X509Certificates;

namespace Holdfast.Store.Etcd;

/// <summary>Where an etcd cluster is, and as whom to talk to it.</summary>
public sealed record EtcdOptions
{
    /// <summary>The members' client addresses, <c>http://</c> or <c>https://</c>; name all of them. One or more.</summary>
    public required ImmutableArray<Uri> Endpoints { get; init; }

    /// <summary>What all keys begin with in etcd, so that several may share a cluster; not seen by users of the store. Default none.</summary>
    public ReadOnlyMemory<byte> Prefix { get; init; }

    /// <summary>User; null for a cluster without users.</summary>
    public string? User { get; init; }

    /// <summary>The user's password.</summary>
    public string? Password { get; init; }

    /// <summary>Whose certificates are believed; null for those the machine believes.</summary>
    public X509Certificate2Collection? TrustedRoots { get; init; }

    /// <summary>A certificate with its private key, for clusters that want one of their clients.</summary>
    public X509Certificate2? ClientCertificate { get; init; }

    /// <summary>How long a call may take, all attempts together. Default 5 s.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>After what silence a read is tried at another member. Default 500 ms.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The wait between attempts that are refused at once, as while a leader is elected. Default 20 ms.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>A member from which a watch hears nothing is asked after this time, and left after twice this time. Default 1 s.</summary>
    public TimeSpan WatchSilence { get; init; } = TimeSpan.FromSeconds(1);
}
