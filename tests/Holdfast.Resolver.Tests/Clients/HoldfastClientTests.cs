using System.Net;
using Holdfast.Resolver.Cache;
using Holdfast.Resolver.Clients;
using Holdfast.Resolver.Resolving;
using Holdfast.TestPeers.Upstreams;
using Holdfast.Wire.Messages;

namespace Holdfast.Resolver.Tests.Clients;

public sealed class HoldfastClientTests
{
    private static readonly ClientProvider _nowhere = new("p", ["udp://127.0.0.1:1"]);

    [Fact]
    public async Task What_was_looked_up_survives_a_restart_while_all_are_silent()
    {
        var directory = Directory.CreateTempSubdirectory("holdfast-client-");
        try
        {
            await using var upstream = FaultyUpstream.Start(ZoneModel.Of("example").WithAddresses("a.example", 1, "192.0.2.1"));
            var options = new HoldfastClientOptions
            {
                Providers = [new ClientProvider("only", [$"udp://{upstream.EndPoint}"])],
                StateDirectory = directory.FullName,
            };
            await using (var before = Create(options))
            {
                Assert.Equal([IPAddress.Parse("192.0.2.1")], await AddressesAsync(before));
            }

            upstream.Set("silent");
            await using var after = Create(options);
            Assert.Equal([IPAddress.Parse("192.0.2.1")], await AddressesAsync(after));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task When_nobody_answers_the_result_says_so()
    {
        var options = new HoldfastClientOptions { Providers = [_nowhere], LookupTimeout = TimeSpan.FromSeconds(2) };
        await using var client = Create(options);

        var found = await client.Lookup.ResolveAddressesAsync("a.example", TestContext.Current.CancellationToken);

        Assert.Equal((ResponseCode.ServerFailure, AnswerSource.None), (found.ResponseCode, found.Source));
        Assert.NotEmpty(found.Errors);
    }

    [Fact]
    public void Wrong_options_are_named_with_what_is_allowed()
    {
        Assert.Equal("Providers is empty; allowed: at least one", FaultOf(new HoldfastClientOptions { Providers = [] }));
        Assert.Equal("p has no servers; allowed: at least one", FaultOf(new HoldfastClientOptions { Providers = [new ClientProvider("p", [])] }));
        Assert.StartsWith("p: ", FaultOf(new HoldfastClientOptions { Providers = [new ClientProvider("p", ["gopher://192.0.2.1"])] }), StringComparison.Ordinal);
        Assert.Equal(
            "p: 'tls://dns.example' has no address; allowed: such as tls://dns.example@192.0.2.1",
            FaultOf(new HoldfastClientOptions { Providers = [new ClientProvider("p", ["tls://dns.example"])] }));
        Assert.StartsWith("Cache.MaxOctets is 1;", FaultOf(new HoldfastClientOptions { Providers = [_nowhere], Cache = new CachePolicy { MaxOctets = 1 } }), StringComparison.Ordinal);
    }

    private static HoldfastClient Create(HoldfastClientOptions options)
    {
        Assert.True(HoldfastClient.TryCreate(options, out var client, out var fault), fault);
        return client;
    }

    private static string FaultOf(HoldfastClientOptions options)
    {
        Assert.False(HoldfastClient.TryCreate(options, out var client, out var fault));
        Assert.Null(client);
        return fault;
    }

    private static async Task<IEnumerable<IPAddress>> AddressesAsync(HoldfastClient client) =>
        (await client.Lookup.ResolveAddressesAsync("a.example", System.Net.Sockets.AddressFamily.InterNetwork)).Records.Select(record => record.Address);
}
