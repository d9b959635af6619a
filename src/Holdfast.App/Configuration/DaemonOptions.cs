using System.Collections.Immutable;
using System.Net;
using Holdfast.Resolver.Cache;
using Holdfast.Resolver.Exchanges;
using Holdfast.Resolver.LastKnownGood;
using Holdfast.Resolver.Resolving;
using Holdfast.Server;
using Holdfast.Wire.Names;
using Microsoft.Extensions.Logging;

namespace Holdfast.App.Configuration;

/// <summary>An operator of resolvers, as configured.</summary>
/// <param name="Name">What people call it; unique.</param>
/// <param name="Endpoints">Ways to reach it, in the order of preference.</param>
internal sealed record ProviderOptions(string Name, ImmutableArray<ExchangeAddress> Endpoints);

/// <summary>Names below a suffix go to certain providers only.</summary>
/// <param name="Suffix">The suffix.</param>
/// <param name="Providers">Names of providers.</param>
internal sealed record ForwardOptions(DomainName Suffix, ImmutableArray<string> Providers);

/// <summary>The admin API.</summary>
internal sealed record AdminOptions
{
    /// <summary>The address without a word from the user.</summary>
    public static IPEndPoint DefaultListen { get; } = new(IPAddress.Loopback, 5380);

    /// <summary>Whether there is one.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Where it listens.</summary>
    public IPEndPoint Listen { get; init; } = DefaultListen;

    /// <summary>A file with the bearer token that requests must carry; null for none, on loopback alone.</summary>
    public string? TokenFile { get; init; }
}

/// <summary>How logs are written.</summary>
internal enum LogForm
{
    /// <summary>One line of text an entry.</summary>
    Text,

    /// <summary>One JSON object an entry.</summary>
    Json,
}

/// <summary>The log on standard error.</summary>
internal sealed record LogOptions(LogLevel Level = LogLevel.Information, LogForm Form = LogForm.Text);

/// <summary>Everything <c>holdfast serve</c> does, validated and frozen.</summary>
internal sealed record DaemonOptions
{
    private static readonly ImmutableArray<ProviderOptions> _threeOperators =
    [
        new("quad9", [ExchangeAddress.Parse("tls://dns.quad9.net@9.9.9.9"), ExchangeAddress.Parse("udp://9.9.9.9")]),
        new("cloudflare", [ExchangeAddress.Parse("tls://cloudflare-dns.com@1.1.1.1"), ExchangeAddress.Parse("udp://1.1.1.1")]),
        new("google", [ExchangeAddress.Parse("tls://dns.google@8.8.8.8"), ExchangeAddress.Parse("udp://8.8.8.8")]),
    ];

    /// <summary>What the operators of the default are called in <see cref="SystemProvider"/>'s company.</summary>
    public const string SystemName = "system";

    /// <summary>How it listens, whom it answers, its limits.</summary>
    public ServerOptions Server { get; init; } = new();

    /// <summary>The same, with every name that has providers of its own taken out of those that are special here (RFC 6303, RFC 6761).</summary>
    public ServerOptions ServerWithForwards => Server with
    {
        PassedOnNames = [.. Server.PassedOnNames, .. Forward.Select(rule => rule.Suffix).Where(suffix => !suffix.IsRoot)],
    };

    /// <summary>Whom it asks: three operators that share neither network nor software.</summary>
    public ImmutableArray<ProviderOptions> Providers { get; init; } = _threeOperators;

    /// <summary>Whether the servers of the system's own configuration are to be one more provider; null when nothing was said.</summary>
    public bool? SystemServers { get; init; }

    /// <summary>
    /// Whether they are, under the name <c>system</c>: as said, else only where nobody listed providers. Who lists
    /// operators means these and no others.
    /// </summary>
    public bool UseSystemServers => SystemServers ?? Providers == _threeOperators;

    /// <summary>The system's servers as a provider; null when there are none but this daemon.</summary>
    public ProviderOptions? SystemProvider { get; init; }

    /// <summary>Which names go to certain providers only.</summary>
    public ImmutableArray<ForwardOptions> Forward { get; init; } = [];

    /// <summary>How it resolves.</summary>
    public ResolverOptions Resolver { get; init; } = ResolverOptions.Default;

    /// <summary>How long answers are kept.</summary>
    public CachePolicy Cache { get; init; } = new();

    /// <summary>Whether the cache outlives the process.</summary>
    public bool PersistCache { get; init; } = true;

    /// <summary>The guarded names.</summary>
    public GuardOptions Guard { get; init; } = new();

    /// <summary>PEM files of authorities that proofs trust besides the system's.</summary>
    public ImmutableArray<string> GuardTrustFiles { get; init; } = [];

    /// <summary>The admin API.</summary>
    public AdminOptions Admin { get; init; } = new();

    /// <summary>The log.</summary>
    public LogOptions Log { get; init; } = new();

    /// <summary>Where telemetry goes by OTLP; null for nowhere.</summary>
    public Uri? OtlpEndpoint { get; init; }

    /// <summary>Where last known good answers, the cache, plans and the embedded store are kept.</summary>
    public string StateDirectory { get; init; } = StateDirectories.OfUser();

    /// <summary>The store; opened only when something needs it.</summary>
    public StoreOptions Store { get; init; } = new();

    /// <summary>The pools that are kept here, and whether plans are served.</summary>
    public EndpointsSection Endpoints { get; init; } = new();

    /// <summary>Virtual addresses in front of pools.</summary>
    public ImmutableArray<VirtualAddressSection> VirtualAddresses { get; init; } = [];

    /// <summary>The providers with the system's own among them.</summary>
    public ImmutableArray<ProviderOptions> AllProviders => SystemProvider is null ? Providers : Providers.Add(SystemProvider);
}
