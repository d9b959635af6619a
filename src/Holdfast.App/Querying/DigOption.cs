using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Holdfast.Resolver.Exchanges;
using Holdfast.Wire.Edns;
using Holdfast.Wire.Messages;

namespace Holdfast.App.Querying;

/// <summary>One of dig's plus options: the one place that lists them, read for parsing, for help and for suggestions.</summary>
/// <param name="Name">Its name without plus and no.</param>
/// <param name="Value">What stands behind the equals sign, for help; null when nothing may.</param>
/// <param name="Help">What it does.</param>
/// <param name="Apply">Changes the plan; null when the value is not allowed. The flag is false for +no….</param>
internal sealed record DigOption(string Name, string? Value, string Help, Func<QueryPlan, bool, string?, QueryPlan?> Apply)
{
    /// <summary>Every option; an earlier one wins where an abbreviation fits several.</summary>
    public static ImmutableArray<DigOption> All { get; } = [
        new("dnssec", null, "ask for signatures (DO)", (plan, on, _) => WithEdns(plan, edns => edns with { DnssecOk = on })),
        new("short", null, "only the data of the answers", (plan, on, _) => plan with { Form = on ? QueryForm.Short : QueryForm.Dig }),
        new("recurse", null, "set RD (the default)", (plan, on, _) => Flag(plan, on, MessageFlags.RecursionDesired)),
        new("cdflag", null, "set CD: do not validate", (plan, on, _) => Flag(plan, on, MessageFlags.CheckingDisabled)),
        new("adflag", null, "set AD: say whether it is authentic", (plan, on, _) => Flag(plan, on, MessageFlags.AuthenticData)),
        new("aaflag", null, "set AA in the query", (plan, on, _) => Flag(plan, on, MessageFlags.AuthoritativeAnswer)),
        new("zflag", null, "set the reserved flag", (plan, on, _) => Flag(plan, on, MessageFlags.Reserved)),
        new("bufsize", "OCTETS", "the UDP payload size to offer, 0 to 65535 (1232)", (plan, _, value) => Number(value, 0, 65_535) is { } size
            ? WithEdns(plan, edns => edns with { UdpPayloadOctets = (ushort)size }) : null),
        new("edns", "[VERSION]", "send EDNS, version 0 unless another is given", (plan, on, value) => !on ? plan with { Edns = null }
            : Number(value ?? "0", 0, 255) is { } version ? WithEdns(plan, edns => edns with { Version = (byte)version }) : null),
        new("nsid", null, "ask which server it is", (plan, on, _) => Option(plan, on, new EdnsOption(EdnsOptionCode.NameServerIdentifier, default))),
        new("subnet", "ADDRESS[/LENGTH]", "send a client subnet (ECS)", (plan, on, value) => !on ? Option(plan, false, Subnet("0/0")!)
            : value is not null && Subnet(value) is { } option ? Option(plan, true, option) : null),
        new("cookie", null, "send a DNS cookie", (plan, on, _) => Option(plan, on, new EdnsOption(EdnsOptionCode.Cookie, RandomNumberGenerator.GetBytes(8)))),
        new("padding", "OCTETS", "pad the query's option to so many octets, 0 to 512", (plan, on, value) => Number(value ?? "128", 0, 512) is { } size
            ? Option(plan, on, new EdnsOption(EdnsOptionCode.Padding, new byte[size])) : null),
        new("tcp", null, "use TCP", (plan, on, _) => plan with { Transport = on ? Transport.Tcp : Transport.Udp }),
        new("vc", null, "the same as +tcp", (plan, on, _) => plan with { Transport = on ? Transport.Tcp : Transport.Udp }),
        new("tls", null, "use TLS", (plan, on, _) => plan with { Transport = on ? Transport.Tls : Transport.Udp }),
        new("https", "[PATH]", "use HTTPS", (plan, on, value) => plan with
        {
            Transport = on ? Transport.Https : Transport.Udp,
            HttpsPath = value ?? plan.HttpsPath,
        }),
        new("tls-hostname", "NAME", "the name the certificate must hold", (plan, on, value) => plan with { TlsHostName = on ? value : null }),
        new("tls-ca", "FILE", "trust these authorities too (PEM)", (plan, on, value) =>
            on && !File.Exists(value) ? null : plan with { TlsTrustFile = on ? Path.GetFullPath(value!) : null }),
        new("tls-verify", null, "verify certificates (the default)", (plan, on, _) => plan with { TlsVerify = on }),
        new("timeout", "SECONDS", "how long each try waits, 1 to 300 (5)", (plan, _, value) => Number(value, 1, 300) is { } seconds
            ? plan with { Timeout = TimeSpan.FromSeconds(seconds) } : null),
        new("tries", "COUNT", "how often a silent server is asked, 1 to 20 (3)", (plan, _, value) => Number(value, 1, 20) is { } tries
            ? plan with { Tries = tries } : null),
        new("retry", "COUNT", "the same without the first, 0 to 19 (2)", (plan, _, value) => Number(value, 0, 19) is { } retries
            ? plan with { Tries = retries + 1 } : null),
        new("all", null, "every part of the output", (plan, on, _) => plan with { Parts = on ? QueryParts.Default : QueryParts.None }),
        new("cmd", null, "the first line", (plan, on, _) => Part(plan, on, QueryParts.Command)),
        new("comments", null, "headings and header", (plan, on, _) => Part(plan, on, QueryParts.Comments)),
        new("question", null, "the question section", (plan, on, _) => Part(plan, on, QueryParts.Question)),
        new("answer", null, "the answer section", (plan, on, _) => Part(plan, on, QueryParts.Answer)),
        new("authority", null, "the authority section", (plan, on, _) => Part(plan, on, QueryParts.Authority)),
        new("additional", null, "the additional section", (plan, on, _) => Part(plan, on, QueryParts.Additional)),
        new("stats", null, "time, server and size", (plan, on, _) => Part(plan, on, QueryParts.Statistics)),
        new("qr", null, "show the query as well", (plan, on, _) => Part(plan, on, QueryParts.Query)),
    ];

    /// <summary>Applies a word such as <c>+nocmd</c> or <c>+bufsize=4096</c> to a plan.</summary>
    /// <returns>The plan, or null with what is wrong.</returns>
    public static QueryPlan? TryApply(QueryPlan plan, string word, out string? problem)
    {
        var equals = word.IndexOf('=', StringComparison.Ordinal);
        var name = word[1..(equals < 0 ? word.Length : equals)];
        var value = equals < 0 ? null : word[(equals + 1)..];
        var on = true;
        var option = Find(name);
        if (option is null && name.StartsWith("no", StringComparison.OrdinalIgnoreCase))
        {
            (on, option) = (false, Find(name[2..]));
        }

        problem = option is null ? Suggestion.Unknown("option", word, All.Select(known => "+" + known.Name))
            : value is not null && option.Value is null ? $"+{option.Name} takes no value, '{value}' was given"
            : on && value is null && option.Value is { } wanted && wanted[0] != '[' && option.Name != "padding" ? $"+{option.Name} needs a value: +{option.Name}={wanted}"
            : null;
        if (problem is not null)
        {
            return null;
        }

        var changed = option!.Apply(plan, on, value);
        problem = changed is null ? $"'{value}' is not allowed for +{option.Name}; allowed: {option.Value}, {option.Help}" : null;
        return changed;
    }

    // dig takes any unambiguous beginning; three letters are the shortest in use (+rec, +add, +aut).
    private static DigOption? Find(string name) =>
        All.FirstOrDefault(option => string.Equals(option.Name, name, StringComparison.OrdinalIgnoreCase))
        ?? (name.Equals("do", StringComparison.OrdinalIgnoreCase) ? All[0]
            : name.Length >= 2 ? All.FirstOrDefault(option => option.Name.StartsWith(name, StringComparison.OrdinalIgnoreCase)) : null);

    private static QueryPlan Flag(QueryPlan plan, bool on, MessageFlags flag) =>
        plan with { Flags = on ? plan.Flags | flag : plan.Flags & ~flag };

    private static QueryPlan Part(QueryPlan plan, bool on, QueryParts part) =>
        plan with { Parts = on ? plan.Parts | part : plan.Parts & ~part };

    private static QueryPlan WithEdns(QueryPlan plan, Func<EdnsRecord, EdnsRecord> change) =>
        plan with { Edns = change(plan.Edns ?? new EdnsRecord()) };

    private static QueryPlan Option(QueryPlan plan, bool on, EdnsOption option) => WithEdns(plan, edns =>
    {
        var others = edns.Options.RemoveAll(existing => existing.Code == option.Code);
        return edns with { Options = on ? others.Add(option) : others };
    });

    private static int? Number(string? text, int min, int max) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max ? number : null;

    // Family, source prefix length, scope prefix length 0, and only the octets the prefix needs (RFC 7871 §6).
    private static EdnsOption? Subnet(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var addressText = slash < 0 ? text : text[..slash];
        if (!IPAddress.TryParse(addressText == "0" ? "0.0.0.0" : addressText, out var address))
        {
            return null;
        }

        var octets = address.GetAddressBytes();
        if (Number(slash < 0 ? (octets.Length * 8).ToString(CultureInfo.InvariantCulture) : text[(slash + 1)..], 0, octets.Length * 8) is not { } length)
        {
            return null;
        }

        var kept = (length + 7) / 8;
        if (length % 8 != 0)
        {
            octets[kept - 1] &= (byte)(0xFF << (8 - (length % 8)));
        }

        var data = new byte[4 + kept];
        BinaryPrimitives.WriteUInt16BigEndian(data, address.AddressFamily == AddressFamily.InterNetwork ? (ushort)1 : (ushort)2);
        data[2] = (byte)length;
        octets.AsSpan(0, kept).CopyTo(data.AsSpan(4));
        return new EdnsOption(EdnsOptionCode.ClientSubnet, data);
    }
}
