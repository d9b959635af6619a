using System.Globalization;
using System.Text;
using Holdfast.Server.Admission;

namespace Holdfast.Server;

/// <summary>The ranges that <see cref="ServerOptions"/> documents, enforced.</summary>
internal static class ServerOptionRanges
{
    public static IEnumerable<string> Faults(ServerOptions options)
    {
        var limit = options.RateLimit;
        (string Option, long Value, long Least, long Most)[] counts =
        [
            (nameof(options.UdpThreads), options.UdpThreads, 1, 64),
            (nameof(options.UdpBufferOctets), options.UdpBufferOctets, 65_536, 67_108_864),
            (nameof(options.UdpPayloadOctets), options.UdpPayloadOctets, 512, 4096),
            (nameof(options.MaxMisses), options.MaxMisses, 1, 1_000_000),
            (nameof(options.MaxConnections), options.MaxConnections, 1, 1_000_000),
            (nameof(options.MaxConnectionsPerClient), options.MaxConnectionsPerClient, 1, options.MaxConnections),
            (nameof(options.MaxMissesPerConnection), options.MaxMissesPerConnection, 1, 65_535),
            (nameof(options.MaxQueryOctets), options.MaxQueryOctets, 512, 65_535),
            (nameof(options.QueryLogQueue), options.QueryLogQueue, 16, 1_000_000),
            (nameof(options.Identity), Encoding.UTF8.GetByteCount(options.Identity), 0, 128),
            (nameof(limit.QueriesPerSecond), limit.QueriesPerSecond, 0, 1_000_000),
            (nameof(limit.Burst), limit.Burst, 1, 10_000_000),
            (nameof(limit.Slip), limit.Slip, 0, 1000),
            (nameof(limit.IPv4PrefixLength), limit.IPv4PrefixLength, 8, 32),
            (nameof(limit.IPv6PrefixLength), limit.IPv6PrefixLength, 16, 128),
            (nameof(limit.TableEntries), limit.TableEntries, 1024, 16_777_216),
        ];
        foreach (var (option, value, least, most) in counts)
        {
            if (value < least || value > most)
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"{option} is {value}; allowed: {least} to {most}");
            }
        }

        (string Option, TimeSpan Value, TimeSpan Least, TimeSpan Most)[] times =
        [
            (nameof(options.FileCheckInterval), options.FileCheckInterval, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
            (nameof(options.QueryTimeout), options.QueryTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(30)),
            (nameof(options.IdleTimeout), options.IdleTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10)),
            (nameof(options.HandshakeTimeout), options.HandshakeTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1)),
            (nameof(options.StopTimeout), options.StopTimeout, TimeSpan.Zero, TimeSpan.FromMinutes(1)),
        ];
        foreach (var (option, value, least, most) in times)
        {
            if (value < least || value > most)
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"{option} is {value}; allowed: {least} to {most}");
            }
        }

        foreach (var secret in options.CookieSecrets)
        {
            if (secret.Length != SipHash24.KeyOctets)
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"CookieSecrets holds one of {secret.Length} octets; allowed: {SipHash24.KeyOctets}");
            }
        }

        foreach (var zone in options.Zones.GroupBy(zone => zone.Name).Where(group => group.Skip(1).Any()))
        {
            yield return $"Zones lists {zone.Key} twice; a zone has one file";
        }

        if (options.Certificate is null && (options.Tls.Length > 0 || options.Https.Length > 0))
        {
            yield return "Certificate is missing; TLS and HTTPS need one";
        }

        if (!options.HttpsPath.StartsWith('/'))
        {
            yield return $"HttpsPath is '{options.HttpsPath}'; it must begin with a slash";
        }
    }
}
