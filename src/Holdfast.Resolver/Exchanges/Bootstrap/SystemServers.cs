using System.Collections.Immutable;
using System.Net;
using System.Net.NetworkInformation;

namespace Holdfast.Resolver.Exchanges.Bootstrap;

/// <summary>The DNS servers that this machine was given, by hand or by DHCP.</summary>
public static class SystemServers
{
    /// <summary>How many are used.</summary>
    public const int MaxServers = 8;

    private const string ResolvConf = "/etc/resolv.conf";

    /// <summary>Reads them anew: from <c>/etc/resolv.conf</c>, elsewhere from the network interfaces. Empty when there are none.</summary>
    public static ImmutableArray<ExchangeAddress> Read()
    {
        try
        {
            return OperatingSystem.IsWindows() ? FromInterfaces() : Parse(File.ReadLines(ResolvConf));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or NetworkInformationException)
        {
            return [];
        }
    }

    /// <summary>Reads the servers from the lines of a resolv.conf (resolv.conf(5)); other lines do not matter.</summary>
    public static ImmutableArray<ExchangeAddress> Parse(IEnumerable<string> lines) =>
    [
        .. lines
            .Select(line => line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries))
            .Where(words => words is ["nameserver", _, ..])
            .Select(words => IPAddress.TryParse(words[1], out var address) ? address : null)
            .OfType<IPAddress>()
            .Distinct()
            .Take(MaxServers)
            .Select(address => ExchangeAddress.At(address)),
    ];

    private static ImmutableArray<ExchangeAddress> FromInterfaces() =>
    [
        .. NetworkInterface.GetAllNetworkInterfaces()
            .Where(one => one.OperationalStatus == OperationalStatus.Up)
            .SelectMany(one => one.GetIPProperties().DnsAddresses)
            .Where(address => !address.IsIPv6SiteLocal) // the well-known placeholders fec0:0:0:ffff::1 to ::3
            .Distinct()
            .Take(MaxServers)
            .Select(address => ExchangeAddress.At(address)),
    ];
}
