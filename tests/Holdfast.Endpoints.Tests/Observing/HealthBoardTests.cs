using Holdfast.Endpoints.Observing;

namespace Holdfast.Endpoints.Tests.Observing;

public sealed class HealthBoardTests
{
    [Fact]
    public void A_change_is_told_once_and_a_reason_alone_is_none()
    {
        var board = new HealthBoard();
        var told = new List<PoolVerdict>();
        board.Changed += told.Add;
        var pool = Pools.Of(3);
        var well = Pools.Verdict(pool);
        board.Post(well);
        board.Post(well with { Members = [.. well.Members.Select(member => member with { Text = "said otherwise" })] });
        board.Post(Pools.Verdict(pool, 2));
        Assert.Equal([3, 2], told.Select(verdict => verdict.Members.Count(member => member.MayServe)));
        Assert.Same(told[^1], board.Of(Pools.Name));
        board.Remove(Pools.Name);
        Assert.Null(board.Of(Pools.Name));
    }
}
