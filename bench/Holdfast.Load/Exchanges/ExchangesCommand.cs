using System.CommandLine;
using System.Diagnostics.Metrics;
using System.Globalization;
using Holdfast.Resolver.Exchanges;
using Holdfast.Resolver.Resolving;
using Holdfast.TestPeers.Certificates;
using Holdfast.TestPeers.RealServers;
using Holdfast.Wire.Edns;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Names;
using Holdfast.Wire.Records;

namespace Holdfast.Load.Exchanges;

/// <summary>How many exchanges a second our client side carries, and at what CPU, against a local nsd.</summary>
internal static class ExchangesCommand
{
    private const int Names = 1_000;

    public static Command Create()
    {
        Option<string[]> ways = new("--way")
        {
            Description = "udp, tcp, tls or https; default: all.",
            DefaultValueFactory = _ => ["udp", "tcp", "tls", "https"],
            AllowMultipleArgumentsPerToken = true,
        };
        Option<int> callers = new("--callers") { Description = "How many callers ask at once, each one question after the other.", DefaultValueFactory = _ => 100 };
        Option<double> seconds = new("--seconds") { Description = "How long each way is measured.", DefaultValueFactory = _ => 5 };
        Option<int> rounds = new("--rounds") { Description = "How often, interleaved.", DefaultValueFactory = _ => 1 };
        Option<int> sockets = new("--sockets") { Description = "Over how many source ports UDP is spread.", DefaultValueFactory = _ => ExchangeOptions.Default.UdpSockets };
        Command command = new("exchanges", "Our exchanges against a local nsd (HTTPS: named).") { ways, callers, seconds, rounds, sockets };
        command.SetAction((parse, cancel) => RunAsync(
            parse.GetValue(ways)!,
            parse.GetValue(callers),
            TimeSpan.FromSeconds(parse.GetValue(seconds)),
            parse.GetValue(rounds),
            ExchangeOptions.Default with { UdpSockets = parse.GetValue(sockets) },
            cancel));
        return command;
    }

    private static async Task<int> RunAsync(
        string[] ways, int callers, TimeSpan time, int rounds, ExchangeOptions options, CancellationToken cancellationToken)
    {
        using var authority = new TestAuthority();
        using var certificate = authority.Issue(["dns.example"], [System.Net.IPAddress.Loopback]);
        var zone = ServedZone.Of("example.test.", [.. Enumerable.Range(0, Names).Select(i => $"h{i} IN A 192.0.2.{i % 256}")]);
        await using var nsd = await RealServer.StartAsync(new Nsd(zone) { Certificate = certificate }, cancellationToken);
        await using var named = await RealServer.StartAsync(new Named(zone) { Certificate = certificate }, cancellationToken);
        var pin = $"pin=sha256/{Convert.ToBase64String(certificate.PublicKeyPin)}";
        using var meter = new Meter("bench");
        var clock = new MonotonicClock(TimeProvider.System);
        for (var round = 0; round < rounds; round++)
        {
            foreach (var way in ways)
            {
                using var factory = new ExchangeFactory(clock, meter, options);
                var address = way switch
                {
                    "tls" => $"tls://{nsd.TlsEndPoint}?{pin}",
                    "https" => $"https://{named.HttpsEndPoint}/dns-query?{pin}",
                    _ => $"{way}://{nsd.EndPoint}",
                };
                if (!factory.TryCreate(ExchangeAddress.Parse(address), out var exchange, out var fault))
                {
                    await Console.Error.WriteLineAsync(fault.ToString());
                    return 1;
                }

                await using (exchange)
                {
                    await MeasureAsync(exchange, clock, callers, TimeSpan.FromSeconds(1)); // warm-up
                    var before = Environment.CpuUsage.TotalTime;
                    var began = clock.Now;
                    var (answered, failed) = await MeasureAsync(exchange, clock, callers, time);
                    var took = clock.Now - began;
                    var cpu = Environment.CpuUsage.TotalTime - before;
                    Console.WriteLine(string.Create(
                        CultureInfo.InvariantCulture,
                        $"{way,-6}{answered / took.TotalSeconds,10:N0}/s  {cpu.TotalSeconds / answered * 1e6,6:N1} s CPU/M  {cpu / took,5:N2} cores  failed {failed}"));
                }
            }
        }

        return 0;
    }

    private static async Task<(long Answered, long Failed)> MeasureAsync(IExchange exchange, MonotonicClock clock, int callers, TimeSpan time)
    {
        var end = clock.In(time);
        var counts = await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => AskAsync(exchange, clock, caller, end)));
        return (counts.Sum(one => one.Answered), counts.Sum(one => one.Failed));
    }

    private static async Task<(long Answered, long Failed)> AskAsync(IExchange exchange, MonotonicClock clock, int caller, Deadline end)
    {
        var (answered, failed) = (0L, 0L);
        var query = Message.Query(new Question(DomainName.Parse($"h{caller % Names}.example.test"), RecordType.A), edns: new EdnsRecord()).ToOctets();
        await Task.Yield();
        while (!end.HasPassed)
        {
            var result = await exchange.AskAsync(query, clock.In(TimeSpan.FromSeconds(2)), default);
            _ = result.Outcome == ExchangeOutcome.Answered ? answered++ : failed++;
        }

        return (answered, failed);
    }
}
