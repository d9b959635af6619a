using Holdfast.Resolver.Cache;
using Holdfast.Resolver.Resolving;
using Holdfast.Wire.Edns;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Names;
using Holdfast.Wire.Records;

namespace Holdfast.Resolver.Tests.Resolving;

public sealed class GuardedNamesTests
{
    private const string Name = "guarded.test.";

    [Theory]
    [InlineData("nodata name=guarded.test.")]
    [InlineData("nxdomain name=guarded.test.")]
    [InlineData("servfail")]
    [InlineData("silent")]
    [InlineData("refused")]
    public void The_last_known_good_answer_is_served_whatever_all_operators_say(string fault) => Run(async world =>
    {
        await LearnAsync(world);
        world.SetAll(fault);
        for (var i = 0; i < 60; i++)
        {
            await world.Pass(1);
            var (resolution, took) = await world.AskAsync(Name);
            Assert.Equal("192.0.2.3", Address(resolution));
            Assert.True(took < TimeSpan.FromSeconds(1), $"took {took}");
            if (i > 6)
            {
                Assert.Contains(resolution.Errors, error => error.Code == ExtendedErrorCode.StaleAnswer && error.Text.Contains("held since", StringComparison.Ordinal));
            }
        }
    });

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(0, 1)]
    [InlineData(0, 2)]
    [InlineData(1, 2)]
    public void Whoever_lies_one_honest_operator_is_enough(params int[] liars) => Run(async world =>
    {
        await LearnAsync(world);
        foreach (var liar in liars)
        {
            world.Authorities[liar].Set("nodata name=guarded.test.");
        }

        for (var i = 0; i < 60; i++)
        {
            await world.Pass(1);
            var (resolution, took) = await world.AskAsync(Name);
            Assert.Equal("192.0.2.3", Address(resolution));
            Assert.NotEqual(AnswerSource.LastKnownGood, resolution.Source);
            Assert.True(took < TimeSpan.FromMilliseconds(100), $"took {took}");
        }
    });

    [Fact]
    public void An_honest_operator_is_enough_even_when_nothing_was_known_before() => Run(async world =>
    {
        world.Authorities[0].Set("nodata name=guarded.test.");
        world.Authorities[1].Set("nxdomain name=guarded.test.");
        Assert.Equal("192.0.2.3", Address((await world.AskAsync(Name)).Resolution));
    });

    [Fact]
    public void A_released_name_turns_to_NODATA_at_once() => Run(async world =>
    {
        await LearnAsync(world);
        world.SetAll("nodata name=guarded.test.");
        await world.Pass(10);
        Assert.Equal("192.0.2.3", Address((await world.AskAsync(Name)).Resolution));
        world.Guard!.Release(DomainName.Parse(Name));
        var (resolution, _) = await world.AskAsync(Name);
        Assert.Equal((AnswerKind.NoData, ResponseCode.NoError), (resolution.Answer.Kind, resolution.Answer.ResponseCode));
        Assert.Empty(resolution.Errors);
    });

    [Fact]
    public void An_address_that_fails_its_proof_is_not_served() => Run(async world =>
    {
        await LearnAsync(world);
        world.SetAll("nodata name=guarded.test.");
        world.Alive.Clear();
        await world.Pass(60);
        var (resolution, _) = await world.AskAsync(Name);
        Assert.Equal(AnswerKind.NoData, resolution.Answer.Kind);
        Assert.Contains(resolution.Errors, error => error.Text.Contains("last known good not served: no address", StringComparison.Ordinal));
    });

    [Fact]
    public void An_answer_that_leads_nowhere_is_not_believed_over_the_last_known_good() => Run(async world =>
    {
        await LearnAsync(world);
        world.SetAll("addresses=192.0.2.66 name=guarded.test.");
        for (var i = 0; i < 30; i++)
        {
            await world.Pass(1);
            Assert.Equal("192.0.2.3", Address((await world.AskAsync(Name)).Resolution));
        }
    });

    [Fact]
    public void A_new_address_that_proves_itself_is_believed() => Run(async world =>
    {
        await LearnAsync(world);
        world.Alive.Add("192.0.2.77");
        world.SetAll("addresses=192.0.2.77 name=guarded.test.");
        await world.Pass(6);
        Assert.Equal("192.0.2.77", Address((await world.AskAsync(Name)).Resolution));
    });

    [Fact]
    public void Names_that_nobody_guards_are_denied_as_ever() => Run(async world =>
    {
        await world.AskAsync("short.test.");
        world.SetAll("nodata");
        await world.Pass(6);
        Assert.Equal(AnswerKind.NoData, (await world.AskAsync("short.test.")).Resolution.Answer.Kind);
    });

    private static void Run(Func<ResolverWorld, Task> scene) => ResolverWorld.Run(scene, guarded: true);

    private static async Task LearnAsync(ResolverWorld world)
    {
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal("192.0.2.3", Address((await world.AskAsync(Name)).Resolution));
            await world.Pass(4);
        }
    }

    private static string? Address(Resolution resolution)
    {
        Assert.True(Message.TryRead(resolution.Answer.Octets, out var message, out _, out _));
        return message.Answers.Select(record => record.Data).OfType<AData>().Select(data => data.Address).FirstOrDefault()?.ToString()
            ?? string.Join(" | ", resolution.Errors.Select(error => error.Text));
    }
}
