using CsCheck;
using Holdfast.Resolver.Cache;
using Holdfast.Wire.Edns;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Names;
using Holdfast.Wire.Records;

namespace Holdfast.Resolver.Tests.Cache;

public sealed class JournaledAnswerTests
{
    private static readonly DateTimeOffset _received = DateTimeOffset.FromUnixTimeMilliseconds(0x0102030405);
    private static readonly Question _question = new(DomainName.Parse("A."), RecordType.A);

    [Fact]
    public void A_record_has_the_documented_octets()
    {
        var note = new ExtendedError(ExtendedErrorCode.StaleAnswer, "x");
        var record = JournaledAnswer.Encode(Entry(note), _received);

        Assert.Equal(
            "01" + "00" + "0000000102030405" + "000007d0"
            + "0008" + "016100" + "0001" + "0001" + "00"
            + "02" + "7031" + "0003" + "000378"
            + "0001" + "0019"
            + "000080800001000100000000" + "014100" + "0001" + "0001"
            + "c00c" + "0001" + "0001" + "00000002" + "0004" + "c0000201",
            Convert.ToHexStringLower(record));
    }

    [Fact]
    public void A_record_read_back_is_the_answer_that_was_written()
    {
        foreach (var note in (ExtendedError?[])[null, new ExtendedError(ExtendedErrorCode.Other), new ExtendedError(ExtendedErrorCode.Blocked, "ünd")])
        {
            var entry = Entry(note);
            var found = JournaledAnswer.Decode(JournaledAnswer.Encode(entry, _received), new ProviderNames());

            Assert.NotNull(found);
            Assert.Equal(entry.Key.ToArray(), found.Value.Key.ToArray());
            Assert.Equal(entry.Answer.Octets.ToArray(), found.Value.Answer.Octets.ToArray());
            Assert.Equal(entry.Answer.TtlOffsets.ToArray(), found.Value.Answer.TtlOffsets.ToArray());
            Assert.Equal(
                (_received, AnswerKind.Positive, TimeSpan.FromSeconds(2), "p1", note),
                (found.Value.ReceivedAt, found.Value.Answer.Kind, found.Value.Answer.Ttl, found.Value.Answer.Provider, found.Value.Answer.Note));
        }
    }

    [Fact]
    public void Whatever_the_octets_are_what_is_read_can_be_served()
    {
        var record = JournaledAnswer.Encode(Entry(new ExtendedError(ExtendedErrorCode.StaleAnswer, "x")), _received);
        Gen.Select(Gen.Select(Gen.Int[0, record.Length - 1], Gen.Byte).Array[0, 4], Gen.Int[0, record.Length]).Sample((damage, length) =>
        {
            var octets = (byte[])record.Clone();
            foreach (var (at, octet) in damage)
            {
                octets[at] = octet;
            }

            if (JournaledAnswer.Decode(octets.AsMemory(0, damage.Length % 2 == 0 ? length : octets.Length), new ProviderNames()) is { } found)
            {
                var name = AnswerKey.NameOf(found.Key.Span);
                var answer = new byte[found.Answer.Octets.Length];
                found.Answer.CopyTo(answer, 1, name, MessageFlags.None, TimeSpan.FromSeconds(1));
                found.Answer.CopyStaleTo(answer, 1, name, MessageFlags.None, 30);
                Assert.True(answer.AsSpan(12, name.Length).SequenceEqual(name));
            }
        });
    }

    private static CachedAnswer Entry(ExtendedError? note)
    {
        var record = new ResourceRecord(_question.Name, RecordClass.Internet, 2, new AData(new System.Net.IPAddress([192, 0, 2, 1])));
        var answer = AnswerBuilder.Synthesize(_question, ResponseCode.NoError, [record], TimeSpan.FromSeconds(2), "p1", note);
        return new AnswerCache(new CachePolicy(), 1).Store(AnswerKey.Create(_question), answer, TimeSpan.Zero);
    }
}
