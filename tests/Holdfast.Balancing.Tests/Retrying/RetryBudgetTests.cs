using CsCheck;
using Holdfast.Balancing.Retrying;

namespace Holdfast.Balancing.Tests.Retrying;

public sealed class RetryBudgetTests
{
    [Fact]
    public void Retries_are_never_more_than_their_share_of_the_requests_and_the_burst() =>
        Gen.Select(Gen.Double[0, 1], Gen.Int[0, 50], Gen.Bool.Array[0, 500]).Sample((share, burst, isRetry) =>
        {
            var budget = new RetryBudget(share, burst);
            var (requests, retries) = (0, 0);
            foreach (var retry in isRetry)
            {
                if (!retry)
                {
                    budget.Add();
                    requests++;
                }
                else if (budget.TryTake())
                {
                    retries++;
                }

                Assert.True(retries <= burst + (share * requests) + 1e-6);
            }
        });

    [Fact]
    public void The_burst_is_there_at_once_and_again_after_enough_requests()
    {
        var budget = new RetryBudget(0.2, 2);
        Assert.Equal([true, true, false], [budget.TryTake(), budget.TryTake(), budget.TryTake()]);
        for (var i = 0; i < 4; i++)
        {
            budget.Add();
        }

        Assert.False(budget.TryTake());
        budget.Add();
        Assert.True(budget.TryTake());
    }

    [Fact]
    public async Task Threads_together_take_no_more_than_there_is()
    {
        var budget = new RetryBudget(0, 1000);
        var taken = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Enumerable.Range(0, 1000).Count(_ => budget.TryTake()))));
        Assert.Equal(1000, taken.Sum());
    }
}
