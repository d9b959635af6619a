using Holdfast.Resolver.LastKnownGood;
using Holdfast.Wire.Names;
using Holdfast.Wire.Records;
using static Holdfast.Resolver.Tests.LastKnownGood.GuardWorld;

namespace Holdfast.Resolver.Tests.LastKnownGood;

public sealed class GuardKeeperTests
{
    [Fact]
    public void Listed_names_are_asked_for_at_the_start_and_when_nobody_has_for_a_while()
    {
        var world = new GuardWorld(Rule, new GuardRule { Name = DomainName.Parse("*.example.net") });
        var asked = new List<(RecordType Type, TimeSpan At)>();
        using var stopping = new CancellationTokenSource();
        var keeper = new GuardKeeper(world.Book, world.Clock, request =>
        {
            Assert.Equal(Api, request.Question.Name);
            asked.Add((request.Question.Type, world.Clock.Now));
            if (request.Question.Type == RecordType.A)
            {
                world.Book.Observe(request, "quad9", Answer("192.0.2.1"));
            }
        });
        world.Run(async () =>
        {
            var running = keeper.RunAsync(stopping.Token);
            await Task.Delay(TimeSpan.FromMinutes(5), world.Time);

            // A client asks, so that A needs not be kept for another ten minutes; AAAA has no answer at all.
            world.Book.Observe(Request(), "quad9", Answer("192.0.2.1"));
            await Task.Delay(TimeSpan.FromMinutes(11), world.Time);
            stopping.Cancel();
            await running;
        });
        Assert.Equal(
            [(RecordType.A, 0), (RecordType.AAAA, 0), (RecordType.AAAA, 10), (RecordType.A, 15)],
            asked.Select(question => (question.Type, (int)question.At.TotalMinutes)));
    }

    [Fact]
    public void A_long_list_is_asked_for_little_by_little()
    {
        var world = new GuardWorld([.. Enumerable.Range(0, 200).Select(i => Rule with { Name = DomainName.Parse($"n{i}.example.com"), Types = [RecordType.A] })]);
        var asked = new List<TimeSpan>();
        using var stopping = new CancellationTokenSource();
        world.Run(async () =>
        {
            var running = new GuardKeeper(world.Book, world.Clock, _ => asked.Add(world.Clock.Now)).RunAsync(stopping.Token);
            await Task.Delay(TimeSpan.FromMinutes(1), world.Time);
            stopping.Cancel();
            await running;
        });
        Assert.Equal(200, asked.Count);
        Assert.All(asked.CountBy(at => at), group => Assert.True(group.Value <= 50));
    }
}
