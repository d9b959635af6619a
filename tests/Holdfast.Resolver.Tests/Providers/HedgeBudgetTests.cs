using Holdfast.Resolver.Providers;

namespace Holdfast.Resolver.Tests.Providers;

public sealed class HedgeBudgetTests
{
    [Fact]
    public void The_burst_can_be_spent_at_once_and_then_one_hedge_a_ten_questions()
    {
        var budget = new HedgeBudget(0.1, 5);
        Assert.Equal(5, SpendAll(budget));

        var spent = 0;
        for (var i = 0; i < 1000; i++)
        {
            budget.Earn();
            spent += SpendAll(budget);
        }

        Assert.InRange(spent, 99, 100);
    }

    [Fact]
    public void Saving_ends_at_the_burst()
    {
        var budget = new HedgeBudget(1, 3);
        for (var i = 0; i < 100; i++)
        {
            budget.Earn();
        }

        Assert.Equal(3, SpendAll(budget));
    }

    private static int SpendAll(HedgeBudget budget)
    {
        var spent = 0;
        while (budget.TrySpend())
        {
            spent++;
        }

        return spent;
    }
}
