using System.Text;
using CsCheck;
using Holdfast.Endpoints.Planning;
using Holdfast.Endpoints.Publishing;

namespace Holdfast.Endpoints.Tests.Publishing;

public sealed class PlanCodecTests
{
    // By hand, as docs/formats/endpoint-plan.md has it.
    private const string ByHand =
        """{"format":1,"name":"api.example.com.","generation":7,"edition":2,"origin":"rolledBack","by":"alice","at":"2025-10-20T06:48:00+00:00","note":"as it was","policy":"zoneAffine","ttl":30,"subnets":[{"subnet":"10.0.0.0/8","zone":"a"}],"members":[{"address":"192.0.2.1","role":"serving","zone":"a","weight":3,"up":true,"since":"2025-10-20T03:48:00+00:00","reason":"well"},{"address":"2001:db8::1","role":"out","weight":1,"up":false,"reason":"new"}]}""";

    private static EndpointPlan Read(string text)
    {
        Assert.True(PlanCodec.TryRead(Encoding.UTF8.GetBytes(text), out var plan, out var fault), fault);
        return plan;
    }

    [Fact]
    public void What_the_page_says_is_read_and_written()
    {
        var plan = Read(ByHand);
        Assert.Equal((7, PlanOrigin.RolledBack, PlanPolicyKind.ZoneAffine, "as it was"), (plan.Generation.Value, plan.Origin, plan.Policy, plan.Note));
        Assert.Equal((Pools.LongAgo, DateTimeOffset.UnixEpoch), (plan.Members[0].Since, plan.Members[1].Since));
        Assert.Equal("192.0.2.1", Assert.Single(plan.Serving).Address.ToString());
        Assert.Equal(ByHand, Encoding.UTF8.GetString(PlanCodec.Write(plan)));
    }

    [Fact]
    public void Fields_of_tomorrow_are_passed_over() => Assert.Equal(7, Read(ByHand.Replace("\"ttl\":30", "\"ttl\":30,\"colour\":[{}]", StringComparison.Ordinal)).Generation.Value);

    [Theory]
    [InlineData("\"format\":1", "\"format\":2", "it was written by a newer version (format 2, this one reads 1)")]
    [InlineData("\"generation\":7", "\"generation\":0", "0 is no generation")]
    [InlineData("api.example.com.", "api..example", "'api..example' is no name")]
    [InlineData("rolledBack", "1", "'1' is no origin")]
    [InlineData("zoneAffine", "", "'' is no policy")]
    [InlineData("\"ttl\":30", "\"ttl\":90000", "90000 is no TTL")]
    [InlineData("10.0.0.0/8", "10.0.0.0/33", "'10.0.0.0/33' is no subnet")]
    [InlineData("192.0.2.1", "192.0.2.256", "'192.0.2.256' is no address")]
    [InlineData("\"serving\"", "\"dancing\"", "'dancing' is no role")]
    public void What_is_no_plan_is_told(string part, string instead, string expected)
    {
        Assert.False(PlanCodec.TryRead(Encoding.UTF8.GetBytes(ByHand.Replace(part, instead, StringComparison.Ordinal)), out _, out var fault));
        Assert.Equal(expected, fault);
    }

    [Fact]
    public void Damage_never_throws()
    {
        var octets = Encoding.UTF8.GetBytes(ByHand);
        Gen.Select(Gen.Int[0, octets.Length - 1], Gen.Byte, Gen.Int[0, octets.Length]).Sample((at, octet, length) =>
        {
            var damaged = octets[..length];
            if (at < length)
            {
                damaged[at] = octet;
            }

            Assert.NotEqual(PlanCodec.TryRead(damaged, out var plan, out var fault), plan is null);
            Assert.Equal(plan is null, fault is not null);
        });
    }
}
