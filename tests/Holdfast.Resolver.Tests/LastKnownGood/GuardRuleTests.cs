using Holdfast.Resolver.LastKnownGood;
using Holdfast.Wire.Names;
using Holdfast.Wire.Records;

namespace Holdfast.Resolver.Tests.LastKnownGood;

public sealed class GuardRuleTests
{
    private static readonly GuardRule _rule = new() { Name = DomainName.Parse("api.example.com") };

    [Fact]
    public void The_defaults_are_allowed() => Assert.Empty(_rule.Faults());

    [Fact]
    public void Every_value_out_of_range_is_named_with_what_is_allowed()
    {
        var rule = _rule with { MaxAge = TimeSpan.FromDays(31), ServeTtl = TimeSpan.Zero, Proofs = [], Generations = 0, Types = [RecordType.ANY] };
        Assert.Equal(["MaxAge", "ServeTtl", "Generations", "Proofs", "Types"], rule.Faults().Select(fault => fault.Key));
        Assert.Equal("0:01:00 to 30:0:00:00", rule.Faults()[0].Allowed);
    }

    [Theory]
    [InlineData("api.example.com", "api.example.com")]
    [InlineData("API.Example.COM", "api.example.com")]
    [InlineData("www.example.com", "*.example.com")]
    [InlineData("a.b.example.com", "*.example.com")]
    [InlineData("x.deep.example.com", "*.deep.example.com")]
    [InlineData("deep.example.com", "*.example.com")]
    [InlineData("example.com", null)]
    [InlineData("example.net", null)]
    [InlineData("notexample.com", null)]
    public void The_nearest_rule_guards_a_name(string name, string? rule)
    {
        var names = new GuardedNames([.. new[] { "api.example.com", "*.example.com", "*.deep.example.com" }
            .Select(text => new GuardRule { Name = DomainName.Parse(text) })]);
        names.TryFind(DomainName.Parse(name), RecordType.A, out var found);
        Assert.Equal(rule is null ? null : DomainName.Parse(rule), found?.Name);
    }

    [Fact]
    public void Finding_a_rule_allocates_nothing()
    {
        var names = new GuardedNames([new GuardRule { Name = DomainName.Parse("*.example.com") }]);
        var name = DomainName.Parse("a.b.c.d.example.com");
        names.TryFind(name, RecordType.A, out _);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            names.TryFind(name, RecordType.A, out _);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Theory]
    [InlineData("tcp:443")]
    [InlineData("tls:8443")]
    [InlineData("tls:443:api.example.com")]
    public void A_proof_is_read_as_it_is_written(string text)
    {
        Assert.True(Proof.TryParse(text, out var proof));
        Assert.Equal(text, proof!.ToString());
    }

    [Theory]
    [InlineData("tcp")]
    [InlineData("tcp:0")]
    [InlineData("tcp:65536")]
    [InlineData("tcp:443:name")]
    [InlineData("icmp:1")]
    [InlineData("tls:443:a..b")]
    public void What_is_no_proof_is_refused(string text) => Assert.False(Proof.TryParse(text, out _));
}
