using CsCheck;
using Holdfast.Resolver.LastKnownGood;
using Holdfast.Wire.Records;
using static Holdfast.Resolver.Tests.LastKnownGood.GuardWorld;

namespace Holdfast.Resolver.Tests.LastKnownGood;

public sealed class GuardStateCodecTests
{
    private static readonly DateTimeOffset _start = new(2026, 10, 20, 6, 48, 0, TimeSpan.Zero);

    private static readonly GuardState _state = GuardDecisions.Restore(
        GuardDecisions.Observe(
            GuardDecisions.Observe(
                new GuardState { Key = new GuardKey(Api, RecordType.A) }, Rule, Sighting.From(Answer("192.0.2.1").Octets)!, "quad9", _start).State,
            Rule, Sighting.From(Answer("192.0.2.2", "192.0.2.3").Octets)!, "cloudflare", _start.AddSeconds(5)).State,
        1, _start.AddSeconds(9))!.Value.State;

    [Fact]
    public void A_state_is_read_as_it_was_written()
    {
        Assert.True(GuardStateCodec.TryDecode(GuardStateCodec.Encode(_state), out var key, out var read));
        Assert.Equal(_state.Key, key);
        Assert.Equal(_state with { Generations = [] }, read! with { Generations = [] });
        Assert.Equal(2, read.Generations.Length);
        foreach (var (before, after) in _state.Generations.Zip(read.Generations))
        {
            Assert.Equal(before.Message, after.Message);
            Assert.Equal(before.Operators, after.Operators);
            Assert.Equal(before.Addresses, after.Addresses);
            Assert.Equal(
                before with { Message = after.Message, Operators = after.Operators, Addresses = after.Addresses, SavedSeen = after.SavedSeen }, after);
        }
    }

    // By hand from docs/formats/last-known-good.md.
    [Fact]
    public void The_octets_are_those_of_the_format()
    {
        var state = GuardDecisions.Observe(
            new GuardState { Key = new GuardKey(Api, RecordType.A) }, Rule, Sighting.From(Answer("192.0.2.1").Octets)!, "q9", _start).State;
        var time = Convert.ToHexString(BitConverter.GetBytes(_start.ToUnixTimeMilliseconds()).Reverse().ToArray())[4..];
        const string None = "000000000000";
        const string Name = "03617069076578616D706C6503636F6D00";
        var expected = "01" + "0001" + Name
            + "00000001" + None + None + "00" + None + "00000000" + None + "01"
            + "00000001" + "00" + "00" + None + time + time + "0000003C" + "01" + "027139"
            + "0031" + "000000000001000100000000" + Name + "00010001" + "C00C" + "00010001" + "0000003C" + "0004" + "C0000201";
        Assert.Equal(expected, Convert.ToHexString(GuardStateCodec.Encode(state)));
    }

    [Fact]
    public void What_is_forgotten_is_read_as_such()
    {
        Assert.True(GuardStateCodec.TryDecode(GuardStateCodec.EncodeForgotten(_state.Key), out var key, out var state));
        Assert.Equal(_state.Key, key);
        Assert.Null(state);
    }

    [Fact]
    public void No_octets_make_it_throw()
    {
        var whole = GuardStateCodec.Encode(_state);
        for (var length = 0; length < whole.Length; length++)
        {
            Assert.False(GuardStateCodec.TryDecode(whole.AsSpan(0, length), out _, out _));
        }

        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte).Array[1, 8].Sample(changes =>
        {
            byte[] octets = [.. whole];
            foreach (var (at, value) in changes)
            {
                octets[at] = value;
            }

            GuardStateCodec.TryDecode(octets, out _, out _);
        }, iter: 20_000);
        Gen.Byte.Array[0, 300].Sample(octets => { GuardStateCodec.TryDecode(octets, out _, out _); }, iter: 20_000);
    }
}
