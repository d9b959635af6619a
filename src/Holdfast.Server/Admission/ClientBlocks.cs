using System.Collections.Immutable;

namespace Holdfast.Server.Admission;

/// <summary>The blocks of addresses that need no configuration.</summary>
public static class ClientBlocks
{
    /// <summary>This machine.</summary>
    public static ImmutableArray<AddressPrefix> Loopback { get; } = [AddressPrefix.Parse("127.0.0.0/8"), AddressPrefix.Parse("::1")];

    /// <summary>
    /// This machine and networks that are private by their addresses: RFC 1918, shared address space (RFC 6598), link-local
    /// (RFC 3927, RFC 4291), unique local (RFC 4193).
    /// </summary>
    public static ImmutableArray<AddressPrefix> Private { get; } =
    [
        .. Loopback,
        AddressPrefix.Parse("10.0.0.0/8"),
        AddressPrefix.Parse("172.16.0.0/12"),
        AddressPrefix.Parse("192.168.0.0/16"),
        AddressPrefix.Parse("100.64.0.0/10"),
        AddressPrefix.Parse("169.254.0.0/16"),
        AddressPrefix.Parse("fc00::/7"),
        AddressPrefix.Parse("fe80::/10"),
    ];
}
