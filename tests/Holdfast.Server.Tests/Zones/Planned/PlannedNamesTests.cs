using System.Globalization;
using System.Net;
using Holdfast.Resolver.Exchanges;
using Holdfast.Server.Admission;
using Holdfast.Server.Zones;
using Holdfast.Server.Zones.Planned;
using Holdfast.TestPeers.RealServers;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Names;
using Holdfast.Wire.Records;

namespace Holdfast.Server.Tests.Zones.Planned;

public sealed class PlannedNamesTests
{
    private static readonly ServedZone _zone = ServedZone.Of("example.",
        "@ MX 5 ns", "www TXT t", "www A 192.0.2.99", "www AAAA 2001:db8::99", "alias CNAME ns", "* TXT wild", "below.ent.deep A 192.0.2.98");

    [Theory]
    [InlineData("example", RecordType.A, "example. A 192.0.2.1")]              // at the apex
    [InlineData("example", RecordType.MX, "example. MX 5 ns.example.")]        // beside what the file says
    [InlineData("example", RecordType.NS, "example. NS ns.example.")]
    [InlineData("www.example", RecordType.A, "www.example. A 192.0.2.2")]      // in place of the file's addresses
    [InlineData("www.example", RecordType.AAAA, "")]                           // of both families
    [InlineData("www.example", RecordType.TXT, "www.example. TXT \"t\"")]
    [InlineData("alias.example", RecordType.A, "alias.example. A 192.0.2.3")]  // in place of an alias
    [InlineData("new.at.example", RecordType.A, "new.at.example. A 192.0.2.4")]
    [InlineData("new.at.example", RecordType.TXT, "")]                         // it exists: no wildcard for it
    [InlineData("at.example", RecordType.TXT, "")]                             // nor for what stands above it
    [InlineData("other.at.example", RecordType.TXT, null)]
    [InlineData("other.example", RecordType.TXT, "other.example. TXT \"wild\"")]
    [InlineData("own.test", RecordType.A, "own.test. A 192.0.2.5")]            // in no zone of a file: a zone of its own
    [InlineData("own.test", RecordType.NS, "own.test. NS own.test.")]
    [InlineData("own.test", RecordType.MX, "")]
    [InlineData("x.own.test", RecordType.A, null)]
    [InlineData("new.at.example", RecordType.ANY, "new.at.example. A 192.0.2.4")]
    public void A_plan_stands_among_what_the_zone_says(string name, RecordType type, string? expected)
    {
        var zones = ZoneLoadTests.Zones(_zone);
        foreach (var (planned, address) in new[] { ("example", "192.0.2.1"), ("www.example", "192.0.2.2"), ("alias.example", "192.0.2.3"), ("new.at.example", "192.0.2.4"), ("own.test", "192.0.2.5") })
        {
            Assert.Null(zones.Publish(Plan(planned, address)));
        }

        var answer = new PipelineBench(own: zones).AskFor(name, type);
        Assert.Equal(expected is null ? ResponseCode.NameError : ResponseCode.NoError, answer.ResponseCode);
        Assert.Equal(expected ?? "", string.Join(", ", answer.Answers.Select(record => $"{record.Name} {record.Type.ToText()} {record.Data}")));
        Assert.Equal(string.IsNullOrEmpty(expected) ? 1 : 0, answer.Authorities.Length);
        Assert.NotEqual(MessageFlags.None, answer.Flags & MessageFlags.AuthoritativeAnswer);
    }

    [Fact]
    public void A_plan_goes_on_being_served_when_the_zone_file_is_broken_or_read_again()
    {
        var zones = new OwnZones(static () => 0);
        zones.Set(DomainName.Parse("example."), null);
        Assert.Null(zones.Publish(Plan("www.example", "192.0.2.2")));
        var bench = new PipelineBench(own: zones);
        Assert.Equal("192.0.2.2", Addresses(bench, "www.example"));
        Assert.Equal(ResponseCode.ServerFailure, bench.AskFor("www.example", RecordType.TXT).ResponseCode);
        zones.Set(DomainName.Parse("example."), ZoneLoadTests.Read(_zone.Text).Zone);
        Assert.Equal("192.0.2.2", Addresses(bench, "www.example"));
        Assert.True(zones.Withdraw(DomainName.Parse("www.example")));
        Assert.Equal("192.0.2.99", Addresses(bench, "www.example"));
        Assert.False(zones.Withdraw(DomainName.Parse("www.example")));
    }

    [Fact]
    public void A_new_plan_is_in_the_very_next_answer()
    {
        var zones = ZoneLoadTests.Zones(_zone);
        var bench = new PipelineBench(own: zones);
        for (var i = 1; i < 200; i++)
        {
            var address = string.Create(CultureInfo.InvariantCulture, $"192.0.2.{i}");
            Assert.Null(zones.Publish(Plan("www.example", address)));
            Assert.Equal(address, Addresses(bench, "www.example"));
        }
    }

    [Fact]
    public async Task A_plan_published_to_a_running_server_is_served_within_100_ms()
    {
        await using var server = await TestServer.StartAsync();
        using var socket = new System.Net.Sockets.UdpClient();
        socket.Connect(server.At(Transport.Udp));
        var query = Message.Query(new Question(DomainName.Parse("api.internal"), RecordType.A)).ToOctets();
        var slowest = TimeSpan.Zero;
        for (var i = 1; i <= 50; i++)
        {
            var address = string.Create(CultureInfo.InvariantCulture, $"192.0.2.{i}");
            var published = TimeProvider.System.GetTimestamp();
            Assert.Null(server.Server.OwnZones.Publish(Plan("api.internal", address)));
            await socket.SendAsync(query, TestContext.Current.CancellationToken);
            var received = await socket.ReceiveAsync(TestContext.Current.CancellationToken);
            var took = TimeProvider.System.GetElapsedTime(published);
            slowest = took > slowest && i > 1 ? took : slowest; // the first one waits for the compiler
            Assert.True(Message.TryRead(received.Buffer, out var answer, out _, out _));
            Assert.Equal(address, Assert.Single(answer.Answers).Data.ToString());
        }

        Assert.True(slowest < TimeSpan.FromMilliseconds(100), slowest.ToString());
    }

    [Fact]
    public void Addresses_take_turns_by_weight_and_evenly()
    {
        var zones = new OwnZones(static () => 0);
        Assert.Null(zones.Publish(Plan("a.test", ("192.0.2.1", 5), ("192.0.2.2", 1), ("192.0.2.3", 1)) with { AddressesPerAnswer = 1 }));
        var bench = new PipelineBench(own: zones);
        var first = string.Concat(Enumerable.Range(0, 14).Select(_ => Addresses(bench, "a.test")[^1]));
        Assert.Equal(10, first.Count(digit => digit == '1'));
        Assert.Equal(first[..7], first[7..]);
        Assert.DoesNotContain("11111", first, StringComparison.Ordinal); // five of seven could stand side by side, and do not
        Assert.Equal((2, 2), (first.Count(digit => digit == '2'), first.Count(digit => digit == '3')));
    }

    [Theory]
    [InlineData(new[] { 1000, 1 }, 0.002)]
    [InlineData(new[] { 700, 200, 100 }, 0.005)]
    [InlineData(new[] { 333, 334, 333 }, 0.005)]
    [InlineData(new[] { 1, 1, 1, 1, 1, 1, 1 }, 0.0001)]
    public void Shares_are_the_weights(int[] weights, double most)
    {
        var zones = new OwnZones(static () => 17);
        Assert.Null(zones.Publish(Plan("a.test", [.. weights.Select((weight, n) => (string.Create(CultureInfo.InvariantCulture, $"192.0.2.{n}"), weight))]) with { AddressesPerAnswer = 1 }));
        var bench = new PipelineBench(own: zones);
        var counts = Enumerable.Range(0, 256 * 7 * 4).GroupBy(_ => Addresses(bench, "a.test")).ToDictionary(group => group.Key, group => group.Count());
        Assert.All(weights, (weight, n) => Assert.InRange(
            counts[string.Create(CultureInfo.InvariantCulture, $"192.0.2.{n}")] / (256.0 * 7 * 4), (weight / (double)weights.Sum()) - 0.005 - most, (weight / (double)weights.Sum()) + 0.005 + most));
    }

    [Fact]
    public void All_addresses_are_there_each_once_and_another_first_each_time()
    {
        var zones = new OwnZones(static () => 0);
        Assert.Null(zones.Publish(Plan("a.test", "192.0.2.1", "192.0.2.2", "192.0.2.3")));
        var bench = new PipelineBench(own: zones);
        string[] answers = [.. Enumerable.Range(0, 3).Select(_ => Addresses(bench, "a.test"))];
        Assert.All(answers, answer => Assert.Equal("192.0.2.1 192.0.2.2 192.0.2.3", string.Join(' ', answer.Split(' ').Order(StringComparer.Ordinal))));
        Assert.Equal(3, answers.Select(answer => answer[..9]).Distinct().Count());
    }

    [Fact]
    public void Nobody_without_weight_is_served_while_others_are_left()
    {
        var zones = new OwnZones(static () => 0);
        var bench = new PipelineBench(own: zones);
        Assert.Null(zones.Publish(Plan("a.test", ("192.0.2.1", 0), ("192.0.2.2", 1))));
        Assert.Equal("192.0.2.2", Addresses(bench, "a.test"));
        Assert.Null(zones.Publish(Plan("a.test", ("192.0.2.1", 0), ("192.0.2.3", 0))));
        Assert.Equal("192.0.2.1 192.0.2.3", string.Join(' ', Addresses(bench, "a.test").Split(' ').Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void Clients_get_the_addresses_of_their_own_zone_first()
    {
        var zones = new OwnZones(static () => 0);
        Assert.Null(zones.Publish(Plan("a.test", "192.0.2.9") with
        {
            Addresses = [.. "abc".Select((zone, n) => new PlannedAddress(IPAddress.Parse($"192.0.2.{n}"), 1, zone.ToString()))],
            Clients = [new ZoneClients(AddressPrefix.Parse("10.1.0.0/16"), "b"), new ZoneClients(AddressPrefix.Parse("10.2.0.0/16"), "none")],
        }));
        var bench = new PipelineBench(own: zones);
        for (var i = 0; i < 6; i++)
        {
            Assert.StartsWith("192.0.2.1 ", Addresses(bench, "a.test", "10.1.2.3"), StringComparison.Ordinal);
            Assert.Equal(3, Addresses(bench, "a.test", "10.1.2.3").Split(' ').Length);
        }

        Assert.Equal(3, Enumerable.Range(0, 3).Select(_ => Addresses(bench, "a.test", "10.2.2.3")[..9]).Distinct().Count());
        Assert.Equal(3, Enumerable.Range(0, 3).Select(_ => Addresses(bench, "a.test")[..9]).Distinct().Count());
    }

    [Fact]
    public void A_plan_that_cannot_be_is_told_why_and_changes_nothing()
    {
        var zones = new OwnZones(static () => 0);
        var sound = Plan("a.test", "192.0.2.1");
        Assert.Null(zones.Publish(sound));
        Assert.Equal("a.test. has no address: a plan has 1 to 1024", zones.Publish(sound with { Addresses = [] }));
        Assert.Equal("a.test. has the address 192.0.2.1 twice", zones.Publish(Plan("a.test", "192.0.2.1", "192.0.2.1")));
        Assert.Equal("a.test. gives 192.0.2.7 the weight 1001; allowed: 0 to 1000", zones.Publish(Plan("a.test", ("192.0.2.7", 1001))));
        Assert.Equal("a.test. has the TTL 86401; allowed: 0 to 86400", zones.Publish(sound with { Ttl = 86_401 }));
        Assert.Equal("a.test. wants 0 addresses an answer; allowed: 1 to 32", zones.Publish(sound with { AddressesPerAnswer = 0 }));
        Assert.Equal("192.0.2.1", Addresses(new PipelineBench(own: zones), "a.test"));
        foreach (var n in Enumerable.Range(1, OwnZones.MaxPlannedNames - 1))
        {
            Assert.Null(zones.Publish(Plan(string.Create(CultureInfo.InvariantCulture, $"n{n}.a.test"), "192.0.2.1")));
        }

        Assert.Equal("b.test. is one name too many: 1000 can be planned", zones.Publish(Plan("b.test", "192.0.2.1")));
    }

    internal static PlannedAddresses Plan(string name, params string[] addresses) => Plan(name, [.. addresses.Select(address => (address, 1))]);

    private static PlannedAddresses Plan(string name, params (string Address, int Weight)[] addresses) => new()
    {
        Name = DomainName.Parse(name),
        Addresses = [.. addresses.Select(entry => new PlannedAddress(IPAddress.Parse(entry.Address), entry.Weight))],
    };

    private static string Addresses(PipelineBench bench, string name, string client = "127.0.0.1") =>
        string.Join(' ', bench.AskFor(name, RecordType.A, client: bench.Client(client)).Answers.Select(record => record.Data));
}
