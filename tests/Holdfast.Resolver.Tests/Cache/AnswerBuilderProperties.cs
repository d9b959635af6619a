using CsCheck;
using Holdfast.Resolver.Cache;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Names;
using Holdfast.Wire.Records;

namespace Holdfast.Resolver.Tests.Cache;

public sealed class AnswerBuilderProperties
{
    private static readonly Question _question = new(DomainName.Parse("www.example.com."), RecordType.A);
    private static readonly string[] _names = ["^12", "www.example.com", "WWW.example.com", "b.^16", "c.example.net", "^16", "^45", "^24", "."];

    private static readonly Gen<(int Section, int Name, int Kind, uint Ttl, int Seed)> _record = Gen.Select(
        Gen.Int[0, 9].Select(n => n < 7 ? 0 : n - 7), Gen.Int[-12, _names.Length - 1].Select(n => Math.Max(n, 0)), Gen.Int[0, 7], Gen.UInt[0, 400], Gen.Int[0, _names.Length - 1]);

    private static readonly Gen<byte[]> _response = Gen.Select(
        Gen.Int[0, 3].Select(n => (ushort)(n == 0 ? 0x8183 : 0x8180)), _record.Array[0, 8], (flags, records) => Compose(flags, records));

    [Fact]
    public void Short_and_general_way_agree() => _response.Sample(response =>
    {
        var policy = new CachePolicy();
        var quick = WellFormedResponse.Take(response, _question, "p", policy);
        if (quick is null)
        {
            return;
        }

        var fault = RebuiltResponse.TryTake(response, _question, "p", policy, out var thorough);
        if (fault == BuildFault.Malformed)
        {
            return; // in the data of a record that the short way drops unread
        }

        Assert.Equal(BuildFault.None, fault);
        Assert.Equal((thorough!.Kind, thorough.Ttl, thorough.Note), (quick.Kind, quick.Ttl, quick.Note));
        Assert.Equal(Contents(thorough), Contents(quick));
        Assert.Equal(thorough.TtlOffsets.Length, quick.TtlOffsets.Length);
    });

    [Fact]
    public void Whatever_comes_what_is_served_can_be_read_at_any_age() =>
        Gen.Select(_response, Gen.Select(Gen.Int[0, 200], Gen.Byte).Array[0, 6], Gen.Int[0, 500]).Sample((response, damage, age) =>
        {
            foreach (var (at, octet) in damage)
            {
                response[at % response.Length] = octet;
            }

            if (!AnswerBuilder.TryBuild(response, _question, "p", new CachePolicy(), out var answer, out var fault))
            {
                Assert.NotEqual(BuildFault.None, fault);
                return;
            }

            var served = new byte[answer.Octets.Length];
            answer.CopyTo(served, 7, _question.Name.Octets, MessageFlags.None, TimeSpan.FromSeconds(age));
            var message = AnswerBuilderTests.Read(answer);
            Assert.True(Message.TryRead(served, out var aged, out var wrong, out var at2), $"{wrong} at {at2}");
            Assert.Equal([_question], aged.Questions);
            Assert.Equal(message.Answers.Select(record => (record.Name, record.Data)), aged.Answers.Select(record => (record.Name, record.Data)));
            AssertInOrder(message);
        });

    // Signatures may stand between the records of a set, or after them.
    private static IEnumerable<string> Contents(FinishedAnswer answer) => AnswerBuilderTests.Read(answer) is var message
        ? message.Answers.Select(record => $"{record}".ToLowerInvariant()).Order().Concat(message.Authorities.Select(record => $"{record}".ToLowerInvariant())).Append($"{message.Flags} {message.HeaderResponseCode}")
        : [];

    // Each owner is the question's name or the target of an alias before it; and the data come last.
    private static void AssertInOrder(Message message)
    {
        HashSet<DomainName> reached = [_question.Name];
        foreach (var record in message.Answers.Where(record => record.Type is RecordType.A or RecordType.CNAME))
        {
            Assert.Contains(record.Name, reached);
            if (record.Data is CnameData alias)
            {
                reached.Add(alias.Target);
            }
        }
    }

    private static byte[] Compose(ushort flags, (int Section, int Name, int Kind, uint Ttl, int Seed)[] records)
    {
        var response = new ResponseOctets(flags, "www.example.com", 1);
        foreach (var (section, name, kind, ttl, seed) in records)
        {
            var target = ResponseOctets.NameOctets(_names[seed]);
            (ushort type, byte[] data) = kind switch
            {
                0 or 1 or 2 => ((ushort)1, new byte[] { 192, 0, 2, (byte)(seed % 3) }),
                3 or 4 => ((ushort)5, target),
                5 => ((ushort)6, ResponseOctets.Soa(60)),
                6 => ((ushort)46, [0, (byte)(seed % 2 == 0 ? 1 : 5), 8, 3, 0, 0, 1, 44, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 9]),
                _ => ((ushort)2, target),
            };
            _ = section switch
            {
                0 => response.Answer(_names[name], type, ttl, data),
                1 => response.Authority(_names[name], type, ttl, data),
                _ => response.Additional(_names[name], type, 1, ttl, data),
            };
        }

        return response.ToArray();
    }
}
