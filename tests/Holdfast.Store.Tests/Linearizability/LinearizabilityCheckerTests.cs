using CsCheck;

namespace Holdfast.Store.Tests.Linearizability;

public sealed class LinearizabilityCheckerTests
{
    // One line a call: begin-end, then w1 (write), r1 (read), c1>2 (compare-and-set done) or c1!2 (not done); ? ends what never returned.
    [Theory]
    [InlineData("nothing at all", "")]
    [InlineData("a read of nothing", "0-1 r0")]
    [InlineData("one after another", "0-1 w1; 2-3 r1; 4-5 w2; 6-7 r2")]
    [InlineData("a read during a write sees the old value", "0-9 w1; 2-3 r0")]
    [InlineData("a read during a write sees the new value", "0-9 w1; 2-3 r1")]
    [InlineData("reads during a write see old, then new", "0-9 w1; 1-2 r0; 3-4 r1")]
    [InlineData("overlapping writes in the other order", "0-9 w1; 0-8 w2; 10-11 r1")]
    [InlineData("a write that never returned was done", "0-? w1; 5-6 r1")]
    [InlineData("a write that never returned was not done", "0-? w1; 5-6 r0")]
    [InlineData("a write that never returned was done late", "0-? w1; 5-6 r0; 7-8 r1")]
    [InlineData("two compare-and-sets, one wins", "0-9 c0>1; 0-9 c0!2; 10-11 r1")]
    [InlineData("a compare-and-set that never returned was refused by another one's write", "0-? c0>1; 1-2 w2; 3-4 r2")]
    [InlineData("needs going back", "0-10 w1; 1-11 w2; 2-12 w3; 13-14 r2; 0-20 r3; 0-20 r1")]
    public void Possible_histories_are_accepted(string what, string history) =>
        Assert.True(LinearizabilityChecker.FindViolation(Parse(history)) is null, what);

    [Theory]
    [InlineData("a read of what nobody wrote", "0-1 r1")]
    [InlineData("a lost write", "0-1 w1; 2-3 r0")]
    [InlineData("a stale read", "0-1 w1; 2-3 w2; 4-5 r1")]
    [InlineData("new, then old again", "0-9 w1; 1-2 r1; 3-4 r0")]
    [InlineData("two readers disagree about the order", "0-9 w1; 0-9 w2; 10-11 r1; 12-13 r2")]
    [InlineData("two compare-and-sets both win", "0-9 c0>1; 0-9 c0>2")]
    [InlineData("a refusal that nothing explains", "0-1 w1; 2-3 c1!2")]
    [InlineData("an acknowledged write undone by a refused one", "0-1 w1; 2-3 c0!5; 4-5 r5")]
    [InlineData("an unknown write done, undone", "0-? w1; 2-3 r1; 4-5 r0")]
    [InlineData("an unknown write done before it was called", "0-1 r1; 2-? w1")]
    [InlineData("dirty read of a failed compare-and-set", "0-1 w1; 2-9 c2!3; 4-5 r3")]
    public void Impossible_histories_are_refused(string what, string history) =>
        Assert.True(LinearizabilityChecker.FindViolation(Parse(history)) == "k", what);

    [Fact]
    public void Each_key_is_judged_by_itself() =>
        Assert.Equal("bad", LinearizabilityChecker.FindViolation([.. Parse("0-1 w1; 2-3 r1"), .. Parse("0-1 w1; 2-3 r0").Select(one => one with { Key = "bad" })]));

    [Fact]
    public void What_a_register_really_did_is_accepted_and_with_one_read_changed_it_is_mostly_not()
    {
        var refused = 0;
        Gen.ULong.Sample(
            seed =>
            {
                var history = Simulate(new Random((int)seed), clients: 4, calls: 60);
                Assert.Null(LinearizabilityChecker.FindViolation(history));
                var read = history.FindLastIndex(one => one.Call == RegisterCall.Read);
                if (read >= 0)
                {
                    history[read] = history[read] with { Value = 1_000_000 };
                    refused += LinearizabilityChecker.FindViolation(history) is null ? 0 : 1;
                }
            },
            iter: 300, threads: 1);
        Assert.True(refused > 250, $"{refused}");
    }

    [Fact]
    public void Ten_unknown_writes_at_once_are_still_judged()
    {
        List<RegisterOperation> history = [.. Enumerable.Range(1, 10).Select(value => new RegisterOperation("k", RegisterCall.Write, 0, value, true, value, RegisterOperation.Never))];
        history.AddRange(Enumerable.Range(1, 10).Select(value => new RegisterOperation("k", RegisterCall.Read, 0, value, true, 100 * value, (100 * value) + 1)));
        Assert.Null(LinearizabilityChecker.FindViolation(history));
    }

    // A register that does each call at a moment chosen within it.
    private static List<RegisterOperation> Simulate(Random chance, int clients, int calls)
    {
        List<(long At, RegisterOperation Operation)> planned = [];
        for (var client = 0; client < clients; client++)
        {
            var now = (long)chance.Next(10);
            for (var call = 0; call < calls / clients; call++)
            {
                var (began, length) = (now, chance.Next(1, 30));
                planned.Add((began + chance.Next(length + 1), new(
                    "k", (RegisterCall)chance.Next(3), chance.Next(5), chance.Next(1, 5), true, began, began + length)));
                now += length + chance.Next(5);
            }
        }

        var state = 0;
        List<RegisterOperation> history = [];
        foreach (var (_, operation) in planned.OrderBy(one => one.At))
        {
            var actual = operation.Call switch
            {
                RegisterCall.Read => operation with { Value = state },
                RegisterCall.CompareAndSet => operation with { Succeeded = state == operation.Expected },
                _ => operation,
            };
            state = actual.Apply(state)!.Value;
            history.Add(chance.Next(20) == 0 ? actual with { Ended = RegisterOperation.Never } : actual);
        }

        return history;
    }

    private static List<RegisterOperation> Parse(string history) =>
    [
        .. history.Split("; ", StringSplitOptions.RemoveEmptyEntries).Select(line =>
        {
            var (time, what) = (line.Split(' ')[0].Split('-'), line.Split(' ')[1]);
            var numbers = what[1..].Split('>', '!').Select(int.Parse).ToArray();
            return new RegisterOperation(
                "k",
                what[0] switch { 'r' => RegisterCall.Read, 'w' => RegisterCall.Write, _ => RegisterCall.CompareAndSet },
                numbers.Length > 1 ? numbers[0] : 0, numbers[^1], !what.Contains('!'),
                long.Parse(time[0]), time[1] == "?" ? RegisterOperation.Never : long.Parse(time[1]));
        }),
    ];
}
