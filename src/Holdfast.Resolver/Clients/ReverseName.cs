using System.Globalization;
using System.Net;

namespace Holdfast.Resolver.Clients;

/// <summary>The name under which an address's own names are filed.</summary>
public static class ReverseName
{
    /// <summary>The name: octets backward under in-addr.arpa (RFC 1035 §3.5), or nibbles backward under ip6.arpa (RFC 3596 §2.5).</summary>
    public static string Of(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var octets = (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).GetAddressBytes();
        Array.Reverse(octets);
        return octets.Length == 4
            ? string.Join('.', octets) + ".in-addr.arpa"
            : string.Concat(octets.Select(octet => string.Create(CultureInfo.InvariantCulture, $"{octet & 0xF:x}.{octet >> 4:x}."))) + "ip6.arpa";
    }
}
