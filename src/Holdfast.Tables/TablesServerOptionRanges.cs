using System.Globalization;

namespace Holdfast.Tables;

/// <summary>The ranges that <see cref="TablesServerOptions"/> documents, enforced.</summary>
internal static class TablesServerOptionRanges
{
    private const int MaxListeners = 64;
    private const int MaxKeys = 1000;

    public static IEnumerable<string> Faults(TablesServerOptions options)
    {
        var keys = options.Signing.Keys;
        string?[] faults =
        [
            Check("listen", options.Listen.Length + options.ListenHttp2.Length, 1, MaxListeners),
            CheckLength("region", options.Region, 1, 64),
            options.Account.Length == 12 && options.Account.All(char.IsAsciiDigit) ? null : $"account '{options.Account}' is no account; allowed: 12 digits",
            Check("max-concurrent-requests", options.MaxConcurrentRequests, 1, 100_000),
            Check("max-connections", options.MaxConnections, 1, 1_000_000),
            Check("max-request-octets", options.MaxRequestOctets, 1 << 10, 16 << 20),
            Check("body-timeout", options.BodyTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5)),
            Check("idle-timeout", options.IdleTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
            Check("max-conflicts", options.MaxConflicts, 1, 1000),
            Check("signing.clock-skew", options.Signing.ClockSkew, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
            options.Signing.AcceptAnyKey || !keys.IsEmpty ? null : "signing.keys is empty; allowed: a key at least, or accept-any-key for development",
            Check("signing.keys", keys.Length, 0, MaxKeys),
        ];
        foreach (var fault in faults.OfType<string>())
        {
            yield return fault;
        }

        for (var i = 0; i < keys.Length; i++)
        {
            if (keys[i].Id.Length is < 1 or > 128 || keys[i].Id.Contains('/', StringComparison.Ordinal))
            {
                yield return $"signing.keys[{i}].id '{keys[i].Id}' is no id; allowed: 1 to 128 characters without a slash";
            }

            if (keys[i].Secret.Length is < 1 or > 256)
            {
                yield return $"signing.keys[{i}].secret is too short or too long; allowed: 1 to 256 characters";
            }

            if (keys.Take(i).Any(other => other.Id == keys[i].Id))
            {
                yield return $"signing.keys[{i}].id '{keys[i].Id}' is there already; allowed: each id once";
            }
        }
    }

    private static string? Check(string place, long value, long least, long most) => value >= least && value <= most
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"{place} '{value}' is out of range; allowed: {least} to {most}");

    private static string? Check(string place, TimeSpan value, TimeSpan least, TimeSpan most) => value >= least && value <= most
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"{place} '{value:g}' is out of range; allowed: {least:g} to {most:g}");

    private static string? CheckLength(string place, string value, int least, int most) => value.Length >= least && value.Length <= most
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"{place} '{value}' is too short or too long; allowed: {least} to {most} characters");
}
