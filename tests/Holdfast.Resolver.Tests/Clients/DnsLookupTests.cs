using System.Net;
using System.Net.Sockets;
using Holdfast.Resolver.Clients;
using Holdfast.Resolver.Resolving;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Names;
using Holdfast.Wire.Records;

namespace Holdfast.Resolver.Tests.Clients;

public sealed class DnsLookupTests
{
    private static readonly IPAddress _four = IPAddress.Parse("192.0.2.1");
    private static readonly IPAddress _six = IPAddress.Parse("2001:db8::1");

    private readonly RecordsInMemory _records = new();
    private readonly DnsLookup _lookup;

    public DnsLookupTests()
    {
        _lookup = new DnsLookup(_records, new MonotonicClock(TimeProvider.System));
        _records
            .Add("both.example", 60, new AData(_four))
            .Add("both.example", 60, new AaaaData(_six))
            .Add("example", 300, new MxData(10, DomainName.Parse("mx.example.")))
            .Add("example", 300, new NsData(DomainName.Parse("ns.example.")))
            .Add("example", 300, new TxtData([[.. "ein "u8], [.. "Wört"u8]]))
            .Add("www.example", 300, new CnameData(DomainName.Parse("both.example.")))
            .Add("_x._tcp.example", 300, new SrvData(1, 2, 443, DomainName.Parse("both.example.")))
            .Add("1.2.0.192.in-addr.arpa", 300, new PtrData(DomainName.Parse("both.example.")));
    }

    [Fact]
    public async Task Addresses_of_both_families_are_found_IPv6_first()
    {
        var found = await _lookup.ResolveAddressesAsync("both.example");

        Assert.Equal(ResponseCode.NoError, found.ResponseCode);
        Assert.Equal([new AddressRecord(_six, TimeSpan.FromSeconds(60)), new AddressRecord(_four, TimeSpan.FromSeconds(60))], found.Records);
        Assert.Equal(TimeSpan.Zero, found.NegativeCacheTtl);
    }

    [Fact]
    public async Task One_family_is_asked_for_alone()
    {
        var found = await _lookup.ResolveAddressesAsync("both.example", AddressFamily.InterNetwork);

        Assert.Equal([_four], found.Records.Select(record => record.Address));
        Assert.Equal([RecordType.A], _records.Asked.Select(question => question.Type));
    }

    [Fact]
    public async Task Each_type_has_its_record()
    {
        var ttl = TimeSpan.FromSeconds(300);
        Assert.Equal([new MxRecord("mx.example", 10, ttl)], (await _lookup.ResolveMxAsync("example.")).Records);
        Assert.Equal([new NsRecord("ns.example", ttl)], (await _lookup.ResolveNsAsync("example")).Records);
        Assert.Equal([new CNameRecord("both.example", ttl)], (await _lookup.ResolveCNameAsync("WWW.example")).Records);
        Assert.Equal([new PtrRecord("both.example", ttl)], (await _lookup.ResolvePtrAsync(_four)).Records);
        Assert.Equal(["ein ", "Wört"], Assert.Single((await _lookup.ResolveTxtAsync("example")).Records).Values);
    }

    [Fact]
    public async Task A_service_comes_with_the_addresses_of_its_hosts()
    {
        var service = Assert.Single((await _lookup.ResolveSrvAsync("_x._tcp.example")).Records);

        Assert.Equal(("both.example", 443, 1, 2), (service.Target, service.Port, service.Priority, service.Weight));
        Assert.Equal([_six, _four], service.Addresses.Select(record => record.Address));
    }

    [Fact]
    public async Task The_age_of_an_answer_is_taken_off_its_TTL()
    {
        _records.Age = TimeSpan.FromSeconds(12.7);
        Assert.Equal(TimeSpan.FromSeconds(48), (await _lookup.ResolveAddressesAsync("both.example")).Records[0].Ttl);
        Assert.Equal(TimeSpan.FromSeconds(28), (await _lookup.ResolveMxAsync("gone.example")).NegativeCacheTtl);

        _records.Source = AnswerSource.Stale;
        var stale = await _lookup.ResolveAddressesAsync("both.example");
        Assert.Equal((TimeSpan.FromSeconds(30), AnswerSource.Stale), (stale.Records[0].Ttl, stale.Source));
    }

    [Fact]
    public async Task Absence_and_failure_are_results()
    {
        var noData = await _lookup.ResolveAddressesAsync("example");
        Assert.Equal((ResponseCode.NoError, TimeSpan.FromSeconds(40)), (noData.ResponseCode, noData.NegativeCacheTtl));
        Assert.Empty(noData.Records);
        Assert.Equal(ResponseCode.NameError, (await _lookup.ResolveAddressesAsync("gone.example")).ResponseCode);

        _records.Fails = true;
        var failed = await _lookup.ResolveAddressesAsync("both.example");
        Assert.Equal((ResponseCode.ServerFailure, TimeSpan.Zero), (failed.ResponseCode, failed.NegativeCacheTtl));
        Assert.Equal("all silent", Assert.Single(failed.Errors).Text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a..b")]
    [InlineData("bücher.example")]
    public async Task What_is_no_name_is_an_exception(string name) =>
        await Assert.ThrowsAsync<ArgumentException>(() => _lookup.ResolveTxtAsync(name));

    [Theory]
    [InlineData("192.0.2.130", "130.2.0.192.in-addr.arpa")]
    [InlineData("::ffff:192.0.2.130", "130.2.0.192.in-addr.arpa")]
    [InlineData("4321:0:1:2:3:4:567:89ab", "b.a.9.8.7.6.5.0.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.0.0.0.0.1.2.3.4.ip6.arpa")]
    public void An_address_has_a_name_of_its_own(string address, string name) => Assert.Equal(name, ReverseName.Of(IPAddress.Parse(address)));
}
