using System.Diagnostics.CodeAnalysis;
using Holdfast.Resolver.Cache;
using Holdfast.Resolver.LastKnownGood;
using Holdfast.Resolver.Providers;
using Holdfast.Resolver.Resolving;
using Holdfast.Server;
using Holdfast.Server.Zones;
using Holdfast.Wire.Names;
using Microsoft.Extensions.Logging;
using static Holdfast.App.Configuration.ConfigTypes;
using static Holdfast.App.Configuration.NetworkTypes;

namespace Holdfast.App.Configuration;

/// <summary>
/// Every option of the daemon: the one place that lists them. A line gives key, type with its range, help, and how the
/// value is found in and put into the immutable options; reading, <c>holdfast check</c> and docs/guide/configuration.md
/// follow from it.
/// </summary>
internal static class DaemonTables
{
    private static readonly TimeSpan _millisecond = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan _hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan _day = TimeSpan.FromDays(1);

    private static readonly ConfigTable<ServerOptions> _listen = new ConfigTable<ServerOptions>()
        .List("udp", Listener(53), "Where to listen for UDP.", o => o.Udp, (o, v) => o with { Udp = v })
        .List("tcp", Listener(53), "Where to listen for TCP.", o => o.Tcp, (o, v) => o with { Tcp = v })
        .List("tls", Listener(853), "Where to listen for DNS over TLS (RFC 7858); needs a certificate.", o => o.Tls, (o, v) => o with { Tls = v })
        .List("https", Listener(443), "Where to listen for DNS over HTTPS (RFC 8484); needs a certificate.", o => o.Https, (o, v) => o with { Https = v })
        .Value("https-path", Text("a path that begins with a slash"), "The path of DNS over HTTPS.", o => o.HttpsPath, (o, v) => o with { HttpsPath = v })
        .Value("certificate", ConfigTypes.Path, "The certificate with its chain (PEM), or a PKCS #12 file (.pfx, .p12); loaded again when it changes.", o => o.Certificate?.Path, (o, v) => o with { Certificate = (o.Certificate ?? new("")) with { Path = v } })
        .Value("key", ConfigTypes.Path, "The certificate's private key (PEM), when it stands in a file of its own.", o => o.Certificate?.KeyPath, (o, v) => o with { Certificate = (o.Certificate ?? new("")) with { KeyPath = v } })
        .Value("threads", Integer(1, 64), "Threads, each with a socket of its own, for every UDP address; one for each core unless said otherwise.", _ => null, (o, v) => o with { UdpThreads = v })
        .Value("identity", Text("up to 128 octets"), "What the server calls itself to clients that ask (RFC 5001, RFC 4892).", o => o.Identity.Length == 0 ? null : o.Identity, (o, v) => o with { Identity = v });

    private static readonly ConfigTable<ServerOptions> _admission = new ConfigTable<ServerOptions>()
        .List("clients", Prefix, "Whom the server answers; this machine and private networks unless said otherwise.", o => o.AllowedClients, (o, v) => o with { AllowedClients = v })
        .List("resolve-for", Prefix, "For whom of them other people's names are resolved; for all of them unless said otherwise, for nobody with []. The others get what the zones served here say.", o => o.ResolvedClients ?? default, (o, v) => o with { ResolvedClients = v })
        .Value("strangers", OneOf(("refuse", false), ("ignore", true)), "What others get: REFUSED, or nothing.", o => o.IgnoresStrangers, (o, v) => o with { IgnoresStrangers = v })
        .Value("queries-per-second", Integer(0, 1_000_000), "How much one client may ask in the long run; 0 for no limit.", o => o.RateLimit.QueriesPerSecond, (o, v) => o with { RateLimit = o.RateLimit with { QueriesPerSecond = v } })
        .Value("burst", Integer(1, 10_000_000), "How much may come at once on top of that.", o => o.RateLimit.Burst, (o, v) => o with { RateLimit = o.RateLimit with { Burst = v } })
        .Value("slip", Integer(0, 1000), "Every how-many-th query above the limit is answered with TC; 0 for none.", o => o.RateLimit.Slip, (o, v) => o with { RateLimit = o.RateLimit with { Slip = v } })
        .Value("ipv4-prefix", Integer(8, 32), "How many leading bits make one IPv4 client.", o => o.RateLimit.IPv4PrefixLength, (o, v) => o with { RateLimit = o.RateLimit with { IPv4PrefixLength = v } })
        .Value("ipv6-prefix", Integer(16, 128), "How many leading bits make one IPv6 client.", o => o.RateLimit.IPv6PrefixLength, (o, v) => o with { RateLimit = o.RateLimit with { IPv6PrefixLength = v } })
        .Value("client-subnets", OneOf(("drop", false), ("forward", true)), "What becomes of clients' subnets (RFC 7871): kept from providers for privacy, or passed on.", o => o.ForwardsClientSubnet, (o, v) => o with { ForwardsClientSubnet = v })
        .List("cookie-secrets", CookieSecret, "Secrets of server cookies (RFC 9018) that several servers behind one address share: the first makes cookies, all are accepted.", o => o.CookieSecrets, (o, v) => o with { CookieSecrets = v })
        .List("unlimited", Prefix, "Who is not limited.", o => o.RateLimit.Exempt, (o, v) => o with { RateLimit = o.RateLimit with { Exempt = v } });

    private static readonly ConfigTable<ServerOptions> _limits = new ConfigTable<ServerOptions>()
        .Value("query-timeout", Duration(100 * _millisecond, 30 * _second), "How long a client's question may take.", o => o.QueryTimeout, (o, v) => o with { QueryTimeout = v })
        .Value("waiting", Integer(1, 1_000_000), "How many questions may wait for providers at once; newer ones are shed, cached answers are served on.", o => o.MaxMisses, (o, v) => o with { MaxMisses = v })
        .Value("shed", OneOf(("servfail", false), ("ignore", true)), "What questions that are shed get: SERVFAIL, or nothing.", o => o.ShedsSilently, (o, v) => o with { ShedsSilently = v })
        .Value("connections", Integer(1, 1_000_000), "Open TCP and TLS connections.", o => o.MaxConnections, (o, v) => o with { MaxConnections = v })
        .Value("connections-per-client", Integer(1, 1_000_000), "Open TCP and TLS connections of one client.", o => o.MaxConnectionsPerClient, (o, v) => o with { MaxConnectionsPerClient = v })
        .Value("waiting-per-connection", Integer(1, 65_535), "Questions of one connection that may wait for providers at once.", o => o.MaxMissesPerConnection, (o, v) => o with { MaxMissesPerConnection = v })
        .Value("idle-timeout", Duration(_second, 10 * _minute), "How long a connection may be without a question.", o => o.IdleTimeout, (o, v) => o with { IdleTimeout = v })
        .Value("handshake-timeout", Duration(100 * _millisecond, _minute), "How long a TLS handshake may take.", o => o.HandshakeTimeout, (o, v) => o with { HandshakeTimeout = v })
        .Value("stop-timeout", Duration(TimeSpan.Zero, _minute), "How long a stop waits for questions under way.", o => o.StopTimeout, (o, v) => o with { StopTimeout = v })
        .Value("udp-payload", Integer(512, 4096), "The longest UDP response, in octets.", o => o.UdpPayloadOctets, (o, v) => o with { UdpPayloadOctets = v });

    private static readonly ConfigTable<ServerOptions> _local = new ConfigTable<ServerOptions>()
        .List("hosts", ConfigTypes.Path, "Hosts files (hosts(5)) whose names are answered here; looked at again when they change.", o => o.HostsFiles, (o, v) => o with { HostsFiles = v })
        .List("pass-on", Name, "Special names (RFC 6303, RFC 6761 and others) that are resolved like any other.", o => o.PassedOnNames, (o, v) => o with { PassedOnNames = v });

    private static readonly ConfigTable<ZoneFileOptions> _zone = new ConfigTable<ZoneFileOptions>()
        .Value("name", Name, "The zone's name.", o => o.Name.IsRoot ? null : o.Name, (o, v) => o with { Name = v })
        .Value("file", ConfigTypes.Path, "The zone file (RFC 1035); read again when it, or a file it includes, changes.", o => o.Path.Length == 0 ? null : o.Path, (o, v) => o with { Path = v })
        .Require("name", "file");

    private static readonly ConfigTable<ProviderOptions> _provider = new ConfigTable<ProviderOptions>()
        .Value("name", Text("a word"), "What people call the operator; unique.", o => o.Name.Length == 0 ? null : o.Name, (o, v) => o with { Name = v })
        .List("endpoints", Endpoint, "Ways to reach it, in the order of preference; however many there are, it counts as one.", o => o.Endpoints, (o, v) => o with { Endpoints = v })
        .Require("name", "endpoints");

    private static readonly ConfigTable<ForwardOptions> _forward = new ConfigTable<ForwardOptions>()
        .Value("suffix", Name, "Names at or below it go to these providers only; of several the longest counts.", o => o.Suffix.IsRoot ? null : o.Suffix, (o, v) => o with { Suffix = v })
        .List("providers", Text("the name of a provider"), "Names of providers.", o => o.Providers, (o, v) => o with { Providers = v })
        .Require("suffix", "providers");

    private static readonly ConfigTable<ResolverOptions> _resolver = new ConfigTable<ResolverOptions>()
        .Value("timeout", Duration(100 * _millisecond, 30 * _second), "How long one question may take, from its arrival.", o => o.QuestionTimeout, (o, v) => o with { QuestionTimeout = v })
        .Value("stale-after", Duration(TimeSpan.Zero, 10 * _second), "How long fresh data are waited for before a stale answer is given (RFC 8767).", o => o.StaleAfter, (o, v) => o with { StaleAfter = v })
        .Value("cross-check-timeout", Duration(50 * _millisecond, 5 * _second), "After one operator denied a guarded name, how long the others are waited for.", o => o.CrossCheckTimeout, (o, v) => o with { CrossCheckTimeout = v })
        .Value("hold-after", Duration(10 * _millisecond, 10 * _second), "How long the operators are waited for before a guarded name's last known good answer is given.", o => o.HoldAfter, (o, v) => o with { HoldAfter = v })
        .Value("attempts", Integer(1, 16), "How many servers one question may be put to.", o => o.MaxAttempts, (o, v) => o with { MaxAttempts = v })
        .Value("questions", Integer(1, 1_000_000), "How many different questions may be under way at once.", o => o.MaxFlights, (o, v) => o with { MaxFlights = v })
        .Value("udp-payload", Integer(512, 4096), "The UDP payload size offered to providers, in octets.", o => o.UdpPayloadOctets, (o, v) => o with { UdpPayloadOctets = (ushort)v })
        .Section("health", Health(), "When a provider counts as ill, and how long others are waited for.", o => o.Health, (o, v) => o with { Health = v });

    private static readonly ConfigTable<CachePolicy> _cache = new ConfigTable<CachePolicy>()
        .Value("size", Size(64 << 10, 1L << 40), "How much the cache holds.", o => o.MaxOctets, (o, v) => o with { MaxOctets = v })
        .Value("min-ttl", Duration(TimeSpan.Zero, 7 * _day), "The shortest time an answer is used, whatever its TTL.", o => o.MinTtl, (o, v) => o with { MinTtl = v })
        .Value("max-ttl", Duration(_second, 7 * _day), "The longest time an answer is used, whatever its TTL.", o => o.MaxTtl, (o, v) => o with { MaxTtl = v })
        .Value("max-denial-ttl", Duration(TimeSpan.Zero, _day), "The longest time a denial is used (RFC 2308).", o => o.MaxDenialTtl, (o, v) => o with { MaxDenialTtl = v })
        .Value("max-failure-ttl", Duration(_second, 5 * _minute), "The longest time a failure is remembered (RFC 9520).", o => o.MaxFailureTtl, (o, v) => o with { MaxFailureTtl = v })
        .Value("max-stale", Duration(TimeSpan.Zero, 30 * _day), "How long after its TTL an answer may stand in for one that cannot be had (RFC 8767); 0 for never.", o => o.MaxStale, (o, v) => o with { MaxStale = v })
        .Value("stale-ttl", Duration(_second, _hour), "The TTL that stale answers are served with.", o => o.StaleTtl, (o, v) => o with { StaleTtl = v })
        .Value("stale-recheck", Duration(100 * _millisecond, 5 * _minute), "How long after a failed refresh a stale answer is served without asking again.", o => o.StaleRecheck, (o, v) => o with { StaleRecheck = v })
        .Value("prefetch-reads", Integer(1, 255), "How often an answer must have been read to be refreshed before it expires.", o => o.PrefetchReads, (o, v) => o with { PrefetchReads = (byte)v });

    private static readonly ConfigTable<GuardRule> _guardRule = new ConfigTable<GuardRule>()
        .Value("name", Name, "A name, or a wildcard: *.example.com stands for every name below example.com.", o => o.Name.IsRoot ? null : o.Name, (o, v) => o with { Name = v })
        .List("types", NetworkTypes.Type, "The types that are guarded.", o => o.Types, (o, v) => o with { Types = v })
        .List("proofs", NetworkTypes.Proof, "What an address must do before it is served from memory, all of it.", o => o.Proofs, (o, v) => o with { Proofs = v })
        .Value("max-age", Duration(_minute, GuardRule.LongestAge), "How long after an operator last gave an answer it may be served.", o => o.MaxAge, (o, v) => o with { MaxAge = v })
        .Value("soak", Duration(TimeSpan.Zero, 7 * _day), "How long an answer must stand to be good without other confirmation.", o => o.SoakTime, (o, v) => o with { SoakTime = v })
        .Value("serve-ttl", Duration(_second, 30 * _second), "The TTL a held answer is served with.", o => o.ServeTtl, (o, v) => o with { ServeTtl = v })
        .Value("release-after", Duration(_minute, GuardRule.LongestAge), "How long a denial by every operator is overridden before it is honoured as a deletion.", o => o.ReleaseAfter, (o, v) => o with { ReleaseAfter = v })
        .Value("proof-timeout", Duration(50 * _millisecond, 10 * _second), "How long one proof may take.", o => o.ProofTimeout, (o, v) => o with { ProofTimeout = v })
        .Value("proof-ttl", Duration(_second, 5 * _minute), "How long a proof is believed.", o => o.ProofTtl, (o, v) => o with { ProofTtl = v })
        .Value("generations", Integer(1, 64), "How many different answers are kept for a name and type.", o => o.Generations, (o, v) => o with { Generations = v })
        .Require("name")
        .ShortFor("name");

    private static readonly ConfigTable<AdminOptions> _admin = new ConfigTable<AdminOptions>()
        .Value("enabled", ConfigTypes.Boolean, "Whether there is an admin API.", o => o.Enabled, (o, v) => o with { Enabled = v })
        .Value("listen", Listener(5380), "Where it listens; anywhere but on loopback it needs a token.", o => o.Listen, (o, v) => o with { Listen = v })
        .Value("token-file", ConfigTypes.Path, "A file with the bearer token that requests must carry.", o => o.TokenFile, (o, v) => o with { TokenFile = v });

    private static readonly ConfigTable<LogOptions> _log = new ConfigTable<LogOptions>()
        .Value("level", OneOf(("debug", LogLevel.Debug), ("information", LogLevel.Information), ("warning", LogLevel.Warning), ("error", LogLevel.Error)), "The least severe entries that are written.", o => o.Level, (o, v) => o with { Level = v })
        .Value("form", OneOf(("text", LogForm.Text), ("json", LogForm.Json)), "How entries are written on standard error.", o => o.Form, (o, v) => o with { Form = v });

    private static readonly ConfigTable<ServerOptions> _queryLog = new ConfigTable<ServerOptions>()
        .Value("path", ConfigTypes.Path, "The file that queries are logged to as JSON lines; off without one.", o => o.QueryLogPath, (o, v) => o with { QueryLogPath = v })
        .Value("queue", Integer(16, 1_000_000), "Entries that wait to be written; newer ones are dropped and counted.", o => o.QueryLogQueue, (o, v) => o with { QueryLogQueue = v });

    /// <summary>The whole file.</summary>
    public static ConfigTable<DaemonOptions> Root { get; } = new ConfigTable<DaemonOptions>()
        .Section("listen", _listen, "Where the server listens.", o => o.Server, (o, v) => o with { Server = v })
        .Sections("providers", _provider, "Whom it asks, in no order. Independence is the point: list operators that share neither network nor software. Without this key: Quad9, Cloudflare and Google.", new ProviderOptions("", []), (o, v) => o with { Providers = v })
        .Value("system-servers", ConfigTypes.Boolean, "Whether the servers of the system's own configuration are one more provider, called system; without a word, only where no providers are listed.", o => o.UseSystemServers, (o, v) => o with { SystemServers = v })
        .Sections("forward", _forward, "Which names go to certain providers only.", new ForwardOptions(DomainName.Root, []), (o, v) => o with { Forward = v })
        .Sections("guard", _guardRule, "Names whose last known good answer is remembered, and served when every provider fails or denies them. A name alone stands for a rule with defaults.", new GuardRule { Name = DomainName.Root }, (o, v) => o with { Guard = o.Guard with { Rules = v } })
        .List("guard-trust", ConfigTypes.Path, "Files (PEM) of authorities that proofs trust besides the system's.", o => o.GuardTrustFiles, (o, v) => o with { GuardTrustFiles = v })
        .Section("cache", _cache, "How long answers are kept.", o => o.Cache, (o, v) => o with { Cache = v })
        .Value("persist-cache", ConfigTypes.Boolean, "Whether the cache outlives the process.", o => o.PersistCache, (o, v) => o with { PersistCache = v })
        .Section("resolver", _resolver, "How it resolves.", o => o.Resolver, (o, v) => o with { Resolver = v })
        .Section("admission", _admission, "Whom it answers, and how much.", o => o.Server, (o, v) => o with { Server = v })
        .Section("limits", _limits, "What it bears.", o => o.Server, (o, v) => o with { Server = v })
        .Section("local", _local, "Names answered here.", o => o.Server, (o, v) => o with { Server = v })
        .Sections("zones", _zone, "Zones that are served here with authority, from files.", new ZoneFileOptions(DomainName.Root, ""), (o, v) => o with { Server = o.Server with { Zones = v } })
        .Section("store", StoreTables.Store, "Where plans are published and reports exchanged; opened only when pools are kept or plans served.", o => o.Store, (o, v) => o with { Store = v })
        .Section("endpoints", EndpointsTables.Endpoints, "Names whose addresses are planned here from what is observed, and published through a guard: newer only, never empty, bounded shrink.", o => o.Endpoints, (o, v) => o with { Endpoints = v })
        .Sections("virtual-addresses", VirtualAddressTables.VirtualAddress, "Addresses that stay, in front of pools whose members come and go: HTTP requests go to those that are well, safe ones once more when a member fails.", new VirtualAddressSection(), (o, v) => o with { VirtualAddresses = v })
        .Section("admin", _admin, "The admin API.", o => o.Admin, (o, v) => o with { Admin = v })
        .Section("log", _log, "The log on standard error.", o => o.Log, (o, v) => o with { Log = v })
        .Section("query-log", _queryLog, "The log of queries; never in the way of answers.", o => o.Server, (o, v) => o with { Server = v })
        .Value("otlp-endpoint", OtlpEndpoint(), "Where metrics go by OTLP (gRPC); nowhere unless said.", o => o.OtlpEndpoint, (o, v) => o with { OtlpEndpoint = v })
        .Value("state", ConfigTypes.Path, "Where last known good answers, the cache, plans and the embedded store are kept; $STATE_DIRECTORY, $XDG_STATE_HOME/holdfast or ~/.local/state/holdfast unless said otherwise.", _ => null, (o, v) => o with { StateDirectory = v });

    // A method, since _resolver is initialised before what stands below it.
    private static ConfigTable<HealthPolicy> Health() => new ConfigTable<HealthPolicy>()
        .Value("failures", Integer(1, 100), "How many failures or wrong answers in a row make a server ill.", o => o.FailuresToOpen, (o, v) => o with { FailuresToOpen = v })
        .Value("unanswered", Integer(1, 100), "How many questions must wait unanswered to call it silence.", o => o.UnansweredToOpen, (o, v) => o with { UnansweredToOpen = v })
        .Value("probe-ill", Duration(50 * _millisecond, _minute), "How often an ill server is asked whether it is well.", o => o.ProbeIll, (o, v) => o with { ProbeIll = v })
        .Value("probe-idle", Duration(_second, _hour), "How often a well server that nobody uses is measured.", o => o.ProbeIdle, (o, v) => o with { ProbeIdle = v })
        .Value("hedge-floor", Duration(_millisecond, _second), "The shortest wait before another operator is asked too.", o => o.HedgeFloor, (o, v) => o with { HedgeFloor = v })
        .Value("hedge-ceiling", Duration(10 * _millisecond, 5 * _second), "The longest such wait, and the wait while nothing is known.", o => o.HedgeCeiling, (o, v) => o with { HedgeCeiling = v })
        .Value("hedges-per-question", Number(0, 1), "How many hedges each question earns.", o => o.HedgesPerQuestion, (o, v) => o with { HedgesPerQuestion = v })
        .Value("attempt-timeout", Duration(100 * _millisecond, 30 * _second), "How long one attempt may take.", o => o.AttemptTimeout, (o, v) => o with { AttemptTimeout = v })
        .Value("ill-attempt-timeout", Duration(50 * _millisecond, 30 * _second), "How long an attempt at an ill server may take.", o => o.IllAttemptTimeout, (o, v) => o with { IllAttemptTimeout = v });

    private static ConfigType<Uri> OtlpEndpoint() => new(
        "an http:// or https:// address, such as http://127.0.0.1:4317",
        (string text, [MaybeNullWhen(false)] out Uri value, out string? why) =>
        {
            why = null;
            return Uri.TryCreate(text, UriKind.Absolute, out value) && value.Scheme is "http" or "https";
        },
        value => value.ToString());
}
