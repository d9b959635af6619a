using Holdfast.Resolver.Cache;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Names;
using Holdfast.Wire.Records;

namespace Holdfast.Resolver.Tests.Cache;

public sealed class AnswerCacheTests
{
    private static readonly Question _question = new(DomainName.Parse("www.example.com."), RecordType.A);

    [Fact]
    public void A_stored_answer_is_found_under_its_key_and_no_other()
    {
        var cache = new AnswerCache(new CachePolicy(), 1);
        var answer = AnswerBuilder.Synthesize(_question, ResponseCode.NameError, [], TimeSpan.FromSeconds(5), "p");

        cache.Store(AnswerKey.Create(_question), answer, TimeSpan.FromSeconds(10));

        Assert.True(cache.TryGet(AnswerKey.Create(_question), out var found));
        Assert.Same(answer, found.Answer);
        Assert.True(found.IsFresh(TimeSpan.FromSeconds(14.9)));
        Assert.False(found.IsFresh(TimeSpan.FromSeconds(15)));
        Assert.True(found.IsUsable(TimeSpan.FromSeconds(15)));
        Assert.False(cache.TryGet(AnswerKey.Create(_question, AnswerKey.DnssecOk), out _));
    }
}
