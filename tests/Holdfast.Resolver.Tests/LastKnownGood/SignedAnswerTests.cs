using System.Buffers.Binary;
using Holdfast.Resolver.LastKnownGood;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Names;
using Holdfast.Wire.Records;
using static Holdfast.Resolver.Tests.LastKnownGood.GuardWorld;

namespace Holdfast.Resolver.Tests.LastKnownGood;

public sealed class SignedAnswerTests
{
    private readonly GuardWorld _world = new();

    [Fact]
    public async Task Signatures_go_with_the_records_to_a_client_that_asks_for_them_while_they_hold()
    {
        SeeSigned(TimeSpan.FromHours(-1), TimeSpan.FromDays(2), "192.0.2.1");
        Assert.Equal([RecordType.A, RecordType.RRSIG], TypesOf(await _world.HoldAsync(request: Request(dnssecOk: true))));
        Assert.Equal([RecordType.A], TypesOf(await _world.HoldAsync(request: Request())));
    }

    [Fact]
    public async Task Expired_signatures_are_never_served()
    {
        SeeSigned(TimeSpan.FromHours(-1), TimeSpan.FromDays(2), "192.0.2.1");
        _world.Pass(TimeSpan.FromDays(2) + TimeSpan.FromSeconds(1));
        Assert.Equal([RecordType.A], TypesOf(await _world.HoldAsync(request: Request(dnssecOk: true))));
    }

    [Fact]
    public async Task Signatures_over_a_set_that_had_to_be_cut_are_not_served()
    {
        SeeSigned(TimeSpan.FromHours(-1), TimeSpan.FromDays(2), "192.0.2.1", "192.0.2.2");
        Assert.Equal([RecordType.A], TypesOf(await _world.HoldAsync(request: Request(dnssecOk: true))));
    }

    [Fact]
    public async Task A_plain_answer_seen_later_does_not_take_the_signatures_away()
    {
        SeeSigned(TimeSpan.FromHours(-1), TimeSpan.FromDays(2), "192.0.2.1");
        _world.Observe("cloudflare", "192.0.2.1");
        Assert.Equal([RecordType.A, RecordType.RRSIG], TypesOf(await _world.HoldAsync(request: Request(dnssecOk: true))));
    }

    [Fact]
    public async Task Fresher_signatures_replace_older_ones()
    {
        SeeSigned(TimeSpan.FromHours(-1), TimeSpan.FromDays(2), "192.0.2.1");
        _world.Pass(TimeSpan.FromDays(1));
        SeeSigned(TimeSpan.FromHours(-1), TimeSpan.FromDays(3), "192.0.2.1");
        _world.Pass(TimeSpan.FromDays(2));
        Assert.Equal([RecordType.A, RecordType.RRSIG], TypesOf(await _world.HoldAsync(request: Request(dnssecOk: true))));
    }

    // RFC 1982 §3.2 with 32 bits: the circle wraps in 2106.
    [Theory]
    [InlineData(1u, 0u, true)]
    [InlineData(0u, 1u, false)]
    [InlineData(5u, 5u, false)]
    [InlineData(0u, 0xFFFFFFFFu, true)]
    [InlineData(0xFFFFFFFFu, 0u, false)]
    [InlineData(0x7FFFFFFFu, 0u, true)]
    [InlineData(44u, 0xFFFFFF00u, true)]
    public void Moments_are_compared_on_a_circle(uint moment, uint other, bool after) =>
        Assert.Equal(after, SignatureTimes.IsAfter(moment, other));

    private void SeeSigned(TimeSpan inception, TimeSpan expiration, params string[] addresses)
    {
        _world.Set("192.0.2.1", ProofOutcome.Alive);
        var now = _world.Time.GetUtcNow();
        var request = Request(dnssecOk: true);
        ResourceRecord[] records = [.. addresses.Select(Address), Signature(now + inception, now + expiration)];
        _world.Book.Observe(request, "quad9", Answer(request, records));
    }

    // RFC 4034 §3.1: covers A, algorithm 13, three labels.
    private static ResourceRecord Signature(DateTimeOffset inception, DateTimeOffset expiration)
    {
        var octets = new byte[18];
        BinaryPrimitives.WriteUInt16BigEndian(octets, 1);
        (octets[2], octets[3]) = (13, 3);
        BinaryPrimitives.WriteUInt32BigEndian(octets.AsSpan(4), 60);
        BinaryPrimitives.WriteUInt32BigEndian(octets.AsSpan(8), (uint)expiration.ToUnixTimeSeconds());
        BinaryPrimitives.WriteUInt32BigEndian(octets.AsSpan(12), (uint)inception.ToUnixTimeSeconds());
        return new ResourceRecord(Api, RecordClass.Internet, 60, new UnknownData(
            RecordType.RRSIG, (byte[])[.. octets, .. DomainName.Parse("example.com").Octets, .. new byte[64]]));
    }

    private static RecordType[] TypesOf(HeldAnswer held)
    {
        Assert.True(held.IsHeld, held.Reason);
        Assert.True(Message.TryRead(held.Answer.Octets, out var message, out _, out _));
        return [.. message.Answers.Select(record => record.Type)];
    }
}
