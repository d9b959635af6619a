using CsCheck;
using Holdfast.App.Configuration;
using Holdfast.Wire.Names;

namespace Holdfast.App.Tests.Configuration;

public sealed class ConfigurationTests
{
    private static readonly string _text = Repository.Read("examples/holdfast.yaml");

    // One mistake a row: what stands in the file, and the line that answers it.
    [Theory]
    [InlineData("listen: {udp: nonsense}", "1:15: listen.udp[0]: 'nonsense' is not allowed; allowed: an address, with a port or without (then 53)")]
    [InlineData("listen: {udp: [\"127.0.0.1:65536\"]}", "1:16: listen.udp[0]: '127.0.0.1:65536' is not allowed; allowed: an address")]
    [InlineData("listen: {utp: []}", "1:10: listen.utp: is not a key here; did you mean 'udp'?; allowed: udp, tcp")]
    [InlineData("listne: {}", "1:1: listne: is not a key here; did you mean 'listen'?; allowed: listen, providers")]
    [InlineData("listen: {tls: 127.0.0.1}", "1:9: listen: listens for TLS or HTTPS without a certificate; allowed: listen.certificate")]
    [InlineData("listen: {certificate: /nowhere.pem}", "1:23: listen.certificate: '/nowhere.pem' cannot be used: ")]
    [InlineData("listen: {udp: [], tcp: []}", "1:9: listen: listens nowhere; allowed: at least one address")]
    [InlineData("providers: [{name: a}]", "1:13: providers[0]: needs the key 'endpoints'")]
    [InlineData("providers: [{name: a, endpoints: []}]", "1:34: providers[0].endpoints: is empty; allowed: at least one")]
    [InlineData("providers: [{name: a, endpoints: 'ftp://x'}]", "1:34: providers[0].endpoints[0]: 'ftp://x' is not allowed; allowed: for the scheme 'ftp': udp://")]
    [InlineData("providers: [{name: a, endpoints: 192.0.2.1}, {name: a, endpoints: 192.0.2.2}]", "1:53: providers[1].name: 'a' is the name of another provider too; allowed: a name of its own")]
    [InlineData("providers: []\nsystem-servers: false", "1:12: providers: is empty, and the system has no servers of its own; allowed: at least one provider")]
    [InlineData("providers: [{name: a, endpoints: 'tls://dns.example'}]\nsystem-servers: false", "1:12: providers: can reach nobody: every endpoint is a name")]
    [InlineData("forward: [{suffix: corp.example, providers: corp}]", "1:45: forward[0].providers[0]: 'corp' is no provider here; allowed: quad9, cloudflare, google")]
    [InlineData("guard: [a..b]", "1:9: guard[0]: 'a..b' is not allowed; allowed: a domain name (EmptyLabel)")]
    [InlineData("guard: [{proofs: tls:443}]", "1:9: guard[0]: needs the key 'name'")]
    [InlineData("guard: [{name: a.example, proofs: tls}]", "1:35: guard[0].proofs[0]: 'tls' is not allowed; allowed: tcp:PORT, tls:PORT or tls:PORT:NAME, such as tls:443")]
    [InlineData("guard: [{name: a.example, max-age: 31d}]", "1:36: guard[0].max-age: '31d' is not allowed; allowed: 1m to 30d, in ms, s, m, h or d")]
    [InlineData("guard: [a.example, A.example]", "1:20: guard[1]: 'A.example.' is guarded already")]
    [InlineData("guard: a.example", "1:8: guard: 'a.example' must be a list: each item begins with a dash")]
    [InlineData("cache: {size: 12 potatoes}", "1:15: cache.size: '12 potatoes' is not allowed; allowed: 64KiB to 1024GiB, in B, KiB, MiB or GiB")]
    [InlineData("cache: {max-ttl: 8d}", "1:18: cache.max-ttl: '8d' is not allowed; allowed: 1s to 7d, in ms, s, m, h or d")]
    [InlineData("cache: {min-ttl: [1s]}", "1:18: cache.min-ttl: must be a single value; allowed: 0s to 7d")]
    [InlineData("cache: big", "1:8: cache: 'big' must hold keys and values; allowed: size, min-ttl")]
    [InlineData("admission: {clients: 10.0.0.0/33}", "1:22: admission.clients[0]: '10.0.0.0/33' is not allowed; allowed: an address or a block")]
    [InlineData("admission: {cookie-secrets: abc}", "1:29: admission.cookie-secrets[0]: 'abc' is not allowed; allowed: 32 hexadecimal digits")]
    [InlineData("persist-cache: yes", "1:16: persist-cache: 'yes' is not allowed; allowed: true or false")]
    [InlineData("admin: {listen: \"0.0.0.0:5380\"}", "1:17: admin.listen: '0.0.0.0:5380' is open to others without a token; allowed: an address on loopback, or admin.token-file besides")]
    [InlineData("admin: {token-file: /nowhere}", "1:21: admin.token-file: '/nowhere' is not there; allowed: a file that can be read")]
    [InlineData("local: {hosts: /nowhere}", "1:16: local.hosts[0]: '/nowhere' is not there; allowed: a file that can be read")]
    [InlineData("store: {engine: sqlite}", "1:17: store.engine: 'sqlite' is not allowed; allowed: memory, rocksdb, etcd")]
    [InlineData("store: {engine: memory, path: a}", "1:31: store.path: '/")]
    [InlineData("store: {engine: etcd}", "1:8: store.endpoints: is missing: etcd is reached by its members' addresses; allowed: at least one http://HOST:PORT")]
    [InlineData("store: {engine: etcd, endpoints: 10.0.0.1}", "1:34: store.endpoints[0]: '10.0.0.1' is not allowed; allowed: http://HOST:PORT or https://HOST:PORT")]
    [InlineData("store: {engine: etcd, endpoints: 'http://10.0.0.1:2379', user: me}", "1:64: store.user: 'me' stands alone; allowed: user and password-file, or neither")]
    [InlineData("store: {engine: etcd, endpoints: 'https://10.0.0.1:2379', ca: /nowhere}", "1:63: store.ca: '/nowhere' is not there; allowed: a file that can be read")]
    [InlineData("store: {user: me}", "1:15: store.user: 'me' is for etcd, and the engine is another; allowed: engine: etcd, or no user")]
    [InlineData("endpoints: {pools: [{name: a.example}]}", "1:21: endpoints.pools[0]: needs the key 'members'")]
    [InlineData("endpoints: {pools: [{name: a.example, probes: ['tcp:80'], members: []}]}", "1:68: endpoints.pools[0].members: is empty: the name would have no address; allowed: 1 to 256 members")]
    [InlineData("endpoints: {pools: [{name: a.example, probes: ['tcp:80'], members: [192.0.2.1, 192.0.2.2, 192.0.2.1]}]}", "1:91: endpoints.pools[0].members[2].address: '192.0.2.1' is given twice: it is pools[0].members[0] too; allowed: each address once")]
    [InlineData("endpoints: {pools: [{name: a.example, probes: ['tcp:80'], members: [{address: 192.0.2.1, drained: true}]}]}", "1:68: endpoints.pools[0].members: are all drained: the name would have no address; allowed: at least one that serves")]
    [InlineData("endpoints: {pools: [{name: a.example, members: [192.0.2.1]}]}", "1:21: endpoints.pools[0].probes: is empty: nothing would ever be observed; allowed: at least one probe, or require-reports")]
    [InlineData("endpoints: {pools: [{name: a.example, probes: ['icmp:80'], members: [192.0.2.1]}]}", "1:48: endpoints.pools[0].probes[0]: 'icmp:80' is not allowed; allowed: tcp:PORT")]
    [InlineData("endpoints: {pools: [{name: a.example, probes: [{target: 'tcp:80', deadline: 2m}], members: [192.0.2.1]}]}", "1:77: endpoints.pools[0].probes[0].deadline: '2m' is not allowed; allowed: 10ms to 1m")]
    [InlineData("endpoints: {pools: [{name: a.example, probes: ['tcp:80'], members: [010.0.0.1]}]}", "1:69: endpoints.pools[0].members[0]: '010.0.0.1' is not allowed; allowed: an IPv4 or IPv6 address")]
    [InlineData("endpoints: {pools: [{name: a.example, probes: ['tcp:80'], members: [192.0.2.1], guard: {prefixes: 10.0.0.0/8}}]}", "1:99: endpoints.pools[0].guard.prefixes: '192.0.2.1' is a member, but outside what the guard allows; allowed: 10.0.0.0/8")]
    [InlineData("endpoints: {pools: [{name: a.example, probes: ['tcp:80'], members: [192.0.2.1], policy: failover}]}", "1:89: endpoints.pools[0].policy.regions: is missing: failover needs the regions in their order")]
    [InlineData("endpoints: {pools: [{name: a.example, probes: ['tcp:80'], members: [192.0.2.1]}, {name: A.example, probes: ['tcp:80'], members: [192.0.2.2]}]}", "1:89: endpoints.pools[1].name: 'A.example.' has a pool already; allowed: each name once")]
    [InlineData("endpoints: {report-interval: 10s}", "1:12: endpoints.report-lifetime: '0:00:12' is out of range; allowed: 0:00:30 to 0:10:00")]
    [InlineData("log: {level: loud}", "1:14: log.level: 'loud' is not allowed; allowed: debug, information, warning, error")]
    [InlineData("state: a\nstate: b", "2:1: state: stands here a second time")]
    [InlineData("state: *x", "1:8: ")]
    [InlineData("- a", "1:1: must hold keys and values")]
    [InlineData("a: [b\nc: d", "")]
    [InlineData("a: \"b", "")]
    [InlineData("a: b\n---\nc: d", "1:1: a: is not a key here")]
    public void A_mistake_is_answered_with_file_line_key_value_and_what_is_allowed(string text, string expected) =>
        Assert.StartsWith($"f.yaml:{expected}", ConfigurationFile.Parse("f.yaml", text).Problems[0].ToLine("f.yaml"));

    [Fact]
    public void Every_mistake_is_reported_at_once()
    {
        var problems = ConfigurationFile.Parse("f.yaml", "cache: {size: x, max-ttl: y}\nlog: {level: z}\nnonsense: 1").Problems;
        Assert.Equal([1, 1, 2, 3], problems.Select(problem => problem.Place.Line));
    }

    [Fact]
    public void A_name_with_providers_of_its_own_is_not_special_here()
    {
        var options = ConfigurationFile.Parse("f.yaml", "forward: [{suffix: home.arpa, providers: quad9}, {suffix: ., providers: google}]\nlocal: {pass-on: test}").Options!;
        Assert.Equal(["test.", "home.arpa."], options.ServerWithForwards.PassedOnNames.Select(name => name.ToString()));
    }

    [Fact]
    public void An_empty_file_means_the_defaults()
    {
        var options = ConfigurationFile.Parse("f.yaml", "# nothing\n").Options!;
        Assert.Equal(["quad9", "cloudflare", "google"], options.Providers.Select(provider => provider.Name));
        Assert.Equal(["127.0.0.1:5353", "[::1]:5353"], options.Server.Udp.Select(endPoint => endPoint.ToString()));
        Assert.Empty(options.Guard.Rules);
        Assert.True(options.PersistCache);
    }

    [Fact]
    public void Values_find_their_way_into_the_options_of_every_part()
    {
        var options = ConfigurationFile.Parse("/etc/f.yaml", """
            listen: {udp: "[::1]", threads: 3}
            providers: [{name: one, endpoints: [192.0.2.1, "tls://dns.example@192.0.2.2"]}]
            system-servers: false
            forward: [{suffix: corp.example, providers: one}]
            guard:
              - api.example
              - {name: "*.db.example", proofs: [tcp:5432], soak: 1m, serve-ttl: 10s}
            cache: {size: 1GiB, max-stale: 36h, min-ttl: 1500ms}
            resolver: {stale-after: 50ms, health: {failures: 7}}
            admission: {clients: [10.0.0.0/8], strangers: ignore, queries-per-second: 50}
            limits: {connections: 11, connections-per-client: 7}
            local: {pass-on: [home.arpa]}
            admin: {listen: "127.0.0.1:1"}
            state: state
            """);
        Assert.Empty(options.Problems);
        var read = options.Options!;
        Assert.Equal("[::1]:53", read.Server.Udp.Single().ToString());
        Assert.Equal(3, read.Server.UdpThreads);
        Assert.Equal(["udp://192.0.2.1:53", "tls://dns.example@192.0.2.2"], read.Providers.Single().Endpoints.Select(endpoint => endpoint.ToString()));
        Assert.Equal(DomainName.Parse("corp.example"), read.Forward.Single().Suffix);
        Assert.Equal(DomainName.Parse("api.example"), read.Guard.Rules[0].Name);
        Assert.Equal("tcp:5432", read.Guard.Rules[1].Proofs.Single().ToString());
        Assert.Equal(TimeSpan.FromMinutes(1), read.Guard.Rules[1].SoakTime);
        Assert.Equal(TimeSpan.FromSeconds(10), read.Guard.Rules[1].ServeTtl);
        Assert.Equal(1L << 30, read.Cache.MaxOctets);
        Assert.Equal(TimeSpan.FromHours(36), read.Cache.MaxStale);
        Assert.Equal(TimeSpan.FromSeconds(1.5), read.Cache.MinTtl);
        Assert.Equal(TimeSpan.FromMilliseconds(50), read.Resolver.StaleAfter);
        Assert.Equal(7, read.Resolver.Health.FailuresToOpen);
        Assert.True(read.Server.IgnoresStrangers);
        Assert.Equal(50, read.Server.RateLimit.QueriesPerSecond);
        Assert.Equal(7, read.Server.MaxConnectionsPerClient);
        Assert.Equal("/etc/state", read.StateDirectory);
    }

    [Fact]
    public void Every_default_is_a_value_that_its_own_option_takes()
    {
        var described = DaemonTables.Root.Describe(new DaemonOptions()).ToList();
        Assert.All(described, option => Assert.False(string.IsNullOrWhiteSpace(option.Help)));
        Assert.All(described, option => Assert.EndsWith(".", option.Help));
        foreach (var option in described.Where(option => option.Default is not null && !option.Path.Contains("[]", StringComparison.Ordinal)))
        {
            var keys = option.Path.Split('.');
            var text = string.Concat(keys[..^1].Select((key, depth) => new string(' ', depth * 2) + key + ":\n"))
                + new string(' ', (keys.Length - 1) * 2) + keys[^1] + ": " + Quoted(option.Default!);
            var problems = ConfigurationFile.Parse("f.yaml", text).Problems.Where(problem => problem.Key.StartsWith(option.Path, StringComparison.Ordinal));
            Assert.True(!problems.Any(), $"{text}: {string.Join("; ", problems.Select(problem => problem.ToLine("f.yaml")))}");
        }
    }

    [Fact]
    public async Task Check_ends_with_one_for_a_wrong_file_and_with_zero_for_a_right_one()
    {
        using var scratch = new Scratch();
        var wrong = scratch.Write("wrong.yaml", "cache:\n  size: x\n");
        var result = await HoldfastProgram.RunAsync("check", wrong);
        Assert.Equal(1, result.ExitCode);
        Assert.Equal($"{wrong}:2:9: cache.size: 'x' is not allowed; allowed: 64KiB to 1024GiB, in B, KiB, MiB or GiB\n", result.Error);

        var right = await HoldfastProgram.RunAsync("check", Repository.PathOf("examples/holdfast.yaml"));
        Assert.Equal((0, ""), (right.ExitCode, right.Error));

        var missing = await HoldfastProgram.RunAsync("check", scratch.PathOf("none.yaml"));
        Assert.Equal((1, $"{scratch.PathOf("none.yaml")}: there is no such file\n"), (missing.ExitCode, missing.Error));
    }

    [Fact]
    public void Any_text_at_all_gives_options_or_problems() => Gen.Select(Gen.Int[0, _text.Length], Gen.String, Gen.Int[0, 20]).Sample((at, inserted, removed) =>
    {
        var text = _text[..at] + inserted + _text[Math.Min(_text.Length, at + removed)..];
        var file = ConfigurationFile.Parse("f.yaml", text);
        Assert.NotEqual(file.Options is null, file.Problems.IsEmpty);
    }, iter: 2000);

    private static string Quoted(string value) =>
        value.StartsWith('[')
            ? "[" + string.Join(", ", value[1..^1].Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(item => $"\"{item}\"")) + "]"
            : $"\"{value}\"";
}
