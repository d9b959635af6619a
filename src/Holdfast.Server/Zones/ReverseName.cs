using System.Globalization;
using System.Net;
using System.Text;
using Holdfast.Wire.Names;

namespace Holdfast.Server.Zones;

/// <summary>The name under which an address's own name is found (RFC 1035 §3.5, RFC 3596 §2.5).</summary>
internal static class ReverseName
{
    public static DomainName Of(IPAddress address)
    {
        var octets = address.GetAddressBytes();
        var text = new StringBuilder();
        for (var i = octets.Length - 1; i >= 0; i--)
        {
            _ = octets.Length == 4
                ? text.Append(CultureInfo.InvariantCulture, $"{octets[i]}.")
                : text.Append(CultureInfo.InvariantCulture, $"{octets[i] & 0xF:x}.{octets[i] >> 4:x}.");
        }

        return DomainName.Parse(text.Append(octets.Length == 4 ? "in-addr.arpa." : "ip6.arpa.").ToString());
    }
}
