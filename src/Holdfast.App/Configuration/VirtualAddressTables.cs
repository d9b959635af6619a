using System.Diagnostics.CodeAnalysis;
using System.Net;
using Holdfast.Balancing;
using static Holdfast.App.Configuration.ConfigTypes;

namespace Holdfast.App.Configuration;

/// <summary>The options of virtual addresses, a line each, in the manner of <see cref="DaemonTables"/>.</summary>
internal static class VirtualAddressTables
{
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _hour = TimeSpan.FromHours(1);

    private static readonly (string Scheme, ClientProtocol Protocol)[] _schemes =
        [("http://", ClientProtocol.Http), ("https://", ClientProtocol.Https), ("h2c://", ClientProtocol.H2c)];

    private static readonly ConfigType<ClientEndPoint> _listen = new(
        "http://ADDRESS:PORT, https://ADDRESS:PORT, or h2c://ADDRESS:PORT for HTTP/2 in the clear",
        (string text, [MaybeNullWhen(false)] out ClientEndPoint value, out string? why) =>
        {
            (value, why) = (null, null);
            foreach (var (scheme, protocol) in _schemes)
            {
                if (text.StartsWith(scheme, StringComparison.Ordinal) && IPEndPoint.TryParse(text[scheme.Length..], out var endPoint) && endPoint.Port != 0)
                {
                    value = new ClientEndPoint(endPoint, protocol);
                    return true;
                }
            }

            return false;
        },
        value => $"{_schemes.First(scheme => scheme.Protocol == value.Protocol).Scheme}{value.EndPoint}");

    private static readonly ConfigTable<BalancingLimits> _limits = new ConfigTable<BalancingLimits>()
        .Value("max-connections", Integer(1, 1_000_000), "The most connections of clients; more are closed at once.", o => o.MaxConnections, (o, v) => o with { MaxConnections = v })
        .Value("max-in-flight", Integer(1, 1_000_000), "The most requests in flight together; more are answered 503 at once.", o => o.MaxInFlight, (o, v) => o with { MaxInFlight = v })
        .Value("client-idle", Duration(_second, _hour), "How long a client's connection may be idle.", o => o.ClientIdle, (o, v) => o with { ClientIdle = v })
        .Value("max-node-connections", Integer(1, 65_535), "The most connections to one node.", o => o.MaxNodeConnections, (o, v) => o with { MaxNodeConnections = v })
        .Value("connect", Duration(TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1)), "How long connecting to a node may take.", o => o.Connect, (o, v) => o with { Connect = v })
        .Value("node-silence", Duration(TimeSpan.FromMilliseconds(100), _hour), "How long a node may do nothing for a request.", o => o.NodeSilence, (o, v) => o with { NodeSilence = v })
        .Value("max-attempts", Integer(1, 8), "How many nodes one request is tried on, if it is safe to repeat.", o => o.MaxAttempts, (o, v) => o with { MaxAttempts = v })
        .Value("retry-share", Number(0, 1), "How many retries there may be for each request, over time.", o => o.RetryShare, (o, v) => o with { RetryShare = v })
        .Value("retry-burst", Integer(0, 100_000), "How many retries there may be beyond that share, at once.", o => o.RetryBurst, (o, v) => o with { RetryBurst = v })
        .Value("eject-after", Integer(1, 1000), "How many requests in a row must fail on a node for it to be ejected.", o => o.EjectAfter, (o, v) => o with { EjectAfter = v })
        .Value("eject-for", Duration(TimeSpan.FromMilliseconds(100), _hour), "How long the first ejection lasts; each one soon after another lasts twice as long.", o => o.EjectFor, (o, v) => o with { EjectFor = v })
        .Value("min-rotation", Number(0.5, 1), "Which share of the pool's weight ejections leave in rotation at least.", o => o.MinRotation, (o, v) => o with { MinRotation = v })
        .Value("panic-below", Number(0, 1), "When a smaller share than this is healthy, health is no longer believed and every node gets requests.", o => o.PanicBelow, (o, v) => o with { PanicBelow = v })
        .Value("zone-enough", Number(0.1, 1), "Which share of the own zone must be in rotation for it to take every request.", o => o.ZoneEnough, (o, v) => o with { ZoneEnough = v })
        .Value("stop", Duration(TimeSpan.Zero, _hour), "How long requests in flight may take to end when we stop.", o => o.Stop, (o, v) => o with { Stop = v });

    /// <summary>One virtual address.</summary>
    public static ConfigTable<VirtualAddressSection> VirtualAddress { get; } = new ConfigTable<VirtualAddressSection>()
        .Value("pool", NetworkTypes.Name, "The pool of endpoints.pools whose members serve; their health is the one that the name goes by.", o => o.Pool.IsRoot ? null : o.Pool, (o, v) => o with { Pool = v })
        .List("listen", _listen, "Where clients connect.", o => o.Listen, (o, v) => o with { Listen = v })
        .Value("port", Integer(1, 65_535), "Where the members serve HTTP.", o => o.Port, (o, v) => o with { Port = v })
        .Value("node-protocol", OneOf(("http1", NodeProtocol.Http11), ("http2", NodeProtocol.Http2)), "How the members are spoken to, in the clear.", o => o.NodeProtocol, (o, v) => o with { NodeProtocol = v })
        .Value("zone", Text("up to 64 characters"), "The zone this daemon stands in, whose members are preferred.", o => o.Zone.Length == 0 ? null : o.Zone, (o, v) => o with { Zone = v })
        .Value("certificate", ConfigTypes.Path, "The certificate (PEM, or PKCS #12) for https; read again when it changes.", o => o.Certificate, (o, v) => o with { Certificate = v })
        .Value("key", ConfigTypes.Path, "The certificate's private key (PEM), when it stands in a file of its own.", o => o.Key, (o, v) => o with { Key = v })
        .Section("limits", _limits, "What it bears.", o => o.Limits, (o, v) => o with { Limits = v })
        .Require("pool", "listen");
}
