using Holdfast.Resolver.Cache;
using Holdfast.Resolver.Providers;
using Holdfast.Resolver.Resolving;
using Holdfast.Wire.Edns;
using Holdfast.Wire.Messages;

namespace Holdfast.Resolver.Tests.Resolving;

public sealed class HoldfastResolverTests
{
    [Fact]
    public void An_answer_comes_from_a_provider_and_then_from_the_cache() => ResolverWorld.Run(async world =>
    {
        var (first, _) = await world.AskAsync("long.test.");
        Assert.True(first.Source == AnswerSource.Provider, first.Errors.FirstOrDefault()?.Text);

        await world.Pass(10);
        var (second, took) = await world.AskAsync("LONG.test.");
        Assert.Equal(AnswerSource.Cache, second.Source);
        Assert.InRange(second.Age.TotalSeconds, 9.9, 10.1);
        Assert.Equal(TimeSpan.Zero, took);
        Assert.Equal(1, world.Authorities.Sum(authority => authority.QueriesFor("long.test.")));
    });

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void AD_is_asked_of_and_believed_from_those_alone_who_prove_who_they_are(bool proves, bool says) => ResolverWorld.Run(async world =>
    {
        foreach (var exchange in world.Exchanges)
        {
            (exchange.ProvesIdentity, exchange.SaysAuthentic) = (proves, says);
        }

        var (resolution, _) = await world.AskAsync("long.test.");
        Assert.Equal(proves && says, (resolution.Answer.Octets[3] & 0x20) != 0);
        var asked = world.Exchanges.SelectMany(exchange => exchange.Asked).Where(query => query.Query.AsSpan().IndexOf("long"u8) >= 0);
        Assert.All(asked, query => Assert.Equal(proves, (query.Query[3] & 0x20) != 0));
    });

    [Fact]
    public void Equal_questions_at_once_are_asked_once() => ResolverWorld.Run(async world =>
    {
        await world.AskAsync("long.test."); // so that speeds are known and nothing is hedged
        var asked = await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => world.AskAsync("short.test.")));
        Assert.All(asked, one => Assert.Equal(AnswerKind.Positive, one.Resolution.Answer.Kind));
        Assert.InRange(world.Authorities.Sum(authority => authority.QueriesFor("short.test.")), 1, 2);
    });

    [Fact]
    public void A_silent_operator_costs_one_hedge_delay_and_then_nothing() => ResolverWorld.Run(async world =>
    {
        await WarmUpAsync(world);
        var used = Fastest(world);
        world.Authorities[used].Set("silent");
        var (first, took) = await world.AskAsync("x1.test.");
        Assert.Equal(ResponseCode.NameError, first.Answer.ResponseCode);
        Assert.InRange(took.TotalMilliseconds, 5, 60);

        for (var i = 0; i < 10; i++)
        {
            await world.AskAsync($"y{i}.test.");
        }

        await world.Pass(0.2);
        Assert.Equal(IllnessKind.Silent, world.Providers[used].Report(world.Clock.Now)[0].Health.Illness);
        var before = world.Authorities[used].QueriesFor("z.test.");
        await world.AskAsync("z.test.");
        Assert.Equal(before, world.Authorities[used].QueriesFor("z.test."));
    });

    [Fact]
    public void SERVFAIL_goes_to_the_next_operator_at_once() => ResolverWorld.Run(async world =>
    {
        await WarmUpAsync(world);
        world.Authorities[Fastest(world)].Set("servfail");
        var (resolution, took) = await world.AskAsync("long.test.");
        Assert.Equal(AnswerKind.Positive, resolution.Answer.Kind);
        Assert.InRange(took.TotalMilliseconds, 0, 40);
    });

    [Fact]
    public void Stale_answers_are_given_when_all_are_silent_and_at_once_when_that_is_known() => ResolverWorld.Run(async world =>
    {
        await WarmUpAsync(world);
        await world.AskAsync("short.test.");
        world.SetAll("silent");
        await world.Pass(6);

        var (first, took) = await world.AskAsync("short.test.");
        Assert.Equal(AnswerSource.Stale, first.Source);
        Assert.Equal(ExtendedErrorCode.StaleAnswer, first.Errors[0].Code);
        Assert.InRange(took.TotalMilliseconds, 0, 201);

        await world.Pass(5);
        var (second, again) = await world.AskAsync("short.test.");
        Assert.Equal(AnswerSource.Stale, second.Source);
        Assert.Equal(TimeSpan.Zero, again);
    });

    [Theory]
    [InlineData("servfail", 100)]
    [InlineData("refused", 100)]
    [InlineData("malformed", 201)] // noise that does not match its question is as good as silence
    public void Stale_answers_are_given_when_all_fail(string fault, int milliseconds) => ResolverWorld.Run(async world =>
    {
        await WarmUpAsync(world);
        await world.AskAsync("short.test.");
        world.SetAll(fault);
        await world.Pass(6);
        var (resolution, took) = await world.AskAsync("short.test.");
        Assert.Equal(AnswerSource.Stale, resolution.Source);
        Assert.InRange(took.TotalMilliseconds, 0, milliseconds);
    });

    [Fact]
    public void When_nothing_is_known_SERVFAIL_says_who_failed_and_how() => ResolverWorld.Run(async world =>
    {
        world.Authorities[0].Set("servfail");
        world.Authorities[1].Set("refused");
        world.Authorities[2].Set("silent");
        var (resolution, _) = await world.AskAsync("never.test.");
        Assert.Equal((AnswerSource.None, ResponseCode.ServerFailure), (resolution.Source, resolution.Answer.ResponseCode));
        var text = resolution.Errors[0].Text;
        Assert.Contains("a: SERVFAIL", text, StringComparison.Ordinal);
        Assert.Contains("b: REFUSED", text, StringComparison.Ordinal);
        Assert.Contains("c: no response from udp://192.0.2.3:53", text, StringComparison.Ordinal);
    });

    [Fact]
    public void Names_never_asked_before_resolve_within_a_second_of_the_providers_return() => ResolverWorld.Run(async world =>
    {
        await WarmUpAsync(world);
        world.SetAll("silent");
        for (var i = 0; i < 30; i++)
        {
            _ = world.AskAsync("long.test.");
            _ = world.AskAsync($"other{i}.test.");
            await world.Pass(1);
        }

        world.SetAll();
        await world.Pass(0.9);
        var (resolution, took) = await world.AskAsync("long.test.");
        Assert.Equal(AnswerKind.Positive, resolution.Answer.Kind);
        Assert.InRange(took.TotalMilliseconds, 0, 50);
    });

    [Fact]
    public void A_slow_operator_is_left_for_a_faster_one() => ResolverWorld.Run(async world =>
    {
        await WarmUpAsync(world);
        world.Authorities[Fastest(world)].Set("slow=400ms");
        var took = new List<TimeSpan>();
        for (var i = 0; i < 50; i++)
        {
            took.Add((await world.AskAsync($"n{i}.test.")).Took);
            await world.Pass(0.1);
        }

        Assert.True(took.Max() < TimeSpan.FromMilliseconds(100), $"slowest: {took.Max()}");
        Assert.True(took[^10..].Average(one => one.TotalMilliseconds) < 20);
    });

    [Fact]
    public void In_health_hardly_any_question_is_asked_twice() => ResolverWorld.Run(async world =>
    {
        await WarmUpAsync(world);
        var before = world.Queries;
        for (var i = 0; i < 5000; i++)
        {
            await world.AskAsync($"n{i}.test.");
        }

        Assert.InRange(world.Queries - before, 5000, 5000 * 1.15);
    });

    [Fact]
    public void A_hedge_is_spent_only_when_it_is_made() => ResolverWorld.Run(async world =>
    {
        await WarmUpAsync(world);
        for (var i = 0; i < 3000; i++)
        {
            await world.AskAsync($"n{i}.test.");
        }

        world.Authorities[Fastest(world)].Set("silent");
        var (_, took) = await world.AskAsync("x.test.");
        Assert.InRange(took.TotalMilliseconds, 5, 60);
    });

    [Fact]
    public void A_denial_is_an_answer_for_names_that_nobody_guards() => ResolverWorld.Run(async world =>
    {
        await world.AskAsync("short.test.");
        world.SetAll("nodata");
        await world.Pass(6);
        var (resolution, _) = await world.AskAsync("short.test.");
        Assert.Equal((AnswerSource.Provider, AnswerKind.NoData), (resolution.Source, resolution.Answer.Kind));
    });

    [Fact]
    public void Hot_names_are_refreshed_before_they_expire() => ResolverWorld.Run(async world =>
    {
        for (var i = 0; i < 200; i++)
        {
            var (resolution, took) = await world.AskAsync("short.test.");
            Assert.NotEqual(AnswerSource.None, resolution.Source);
            if (i > 0)
            {
                Assert.Equal(TimeSpan.Zero, took);
            }

            await world.Pass(0.3);
        }
    });

    [Fact]
    public void The_deadline_holds_whatever_happens() => ResolverWorld.Run(async world =>
    {
        world.SetAll("silent");
        var (resolution, took) = await world.AskAsync("never.test.");
        Assert.Equal(AnswerSource.None, resolution.Source);
        Assert.True(took <= TimeSpan.FromSeconds(4.01));
    });

    private static async Task WarmUpAsync(ResolverWorld world)
    {
        for (var i = 0; i < 50; i++)
        {
            await world.AskAsync($"warm{i}.test.");
            await world.Pass(0.5);
        }
    }

    private static int Fastest(ResolverWorld world)
    {
        var first = ProviderOrder.Of([.. world.Providers], world.Clock.Now, 3)[0].Provider;
        return Array.IndexOf(world.Providers, first);
    }
}
