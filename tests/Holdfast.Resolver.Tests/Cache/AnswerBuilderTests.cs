using Holdfast.Resolver.Cache;
using Holdfast.Wire.Edns;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Names;
using Holdfast.Wire.Records;

namespace Holdfast.Resolver.Tests.Cache;

public sealed class AnswerBuilderTests
{
    private const ushort A = 1, Ns = 2, Cname = 5, Soa = 6, Mx = 15, Rrsig = 46, Nsec = 47;
    private const ushort Plain = 0x8180, Denied = 0x8183, Authentic = 0x85A0;

    private static readonly Question _question = new(DomainName.Parse("wWw.Example.com."), RecordType.A);
    private static readonly byte[] _one = [192, 0, 2, 1];
    private static readonly byte[] _two = [192, 0, 2, 2];

    [Fact]
    public void An_answer_keeps_what_was_asked_for_and_nothing_else()
    {
        var answer = Build(new ResponseOctets(Authentic, "www.example.com", A)
            .Answer("^12", A, 300, _one)
            .Answer("^12", A, 200, _two)
            .Authority("example.com", Ns, 50, 1, 2, 0)
            .Additional("ns.example.com", A, 1, 40, _two)
            .Opt());

        // Id 0; QR and RA, no AA, no AD; one question in our spelling; two records pointing at it, with one TTL.
        Assert.Equal(
            "000080800001000200000000" + "03775777074578616d706c6503636f6d00" + "00010001"
            + "c00c00010001000000c80004c0000201" + "c00c00010001000000c80004c0000202",
            Convert.ToHexStringLower(answer.Octets));
        Assert.Equal([39, 55], answer.TtlOffsets.ToArray());
        Assert.Equal((AnswerKind.Positive, TimeSpan.FromSeconds(200), "p", null), (answer.Kind, answer.Ttl, answer.Provider, answer.Note));
    }

    [Fact]
    public void Aliases_come_before_what_they_lead_to_whatever_order_they_came_in()
    {
        var answer = Build(new ResponseOctets(Plain, "www.example.com", A)
            .Answer("c.example.net", A, 60, _one)
            .Answer("b.example.com", Cname, 90, ResponseOctets.NameOctets("C.example.net"))
            .Answer("other.example", A, 30, _two)
            .Answer("www.example.com", Cname, 300, ResponseOctets.NameOctets("b.example.com")));

        Assert.Equal(
            ["wWw.Example.com. 300 CNAME b.example.com.", "b.example.com. 90 CNAME C.example.net.", "c.example.net. 60 A 192.0.2.1"],
            Lines(answer));
        Assert.Equal(TimeSpan.FromSeconds(60), answer.Ttl);
    }

    [Fact]
    public void Aliases_in_order_are_kept_as_they_came()
    {
        var octets = new ResponseOctets(Plain, "www.example.com", A)
            .Answer("^12", Cname, 300, ResponseOctets.NameOctets("b.^16"))
            .Answer("^45", A, 60, _one);
        var answer = Build(octets);

        Assert.Equal(["wWw.Example.com. 300 CNAME b.Example.com.", "b.Example.com. 60 A 192.0.2.1"], Lines(answer));
        Assert.Equal(octets.Length, answer.Octets.Length);
    }

    [Fact]
    public void Duplicates_are_dropped()
    {
        var answer = Build(new ResponseOctets(Plain, "www.example.com", A).Answer("^12", A, 9, _one).Answer("^12", A, 8, _one));

        Assert.Equal(["wWw.Example.com. 9 A 192.0.2.1"], Lines(answer));
    }

    [Fact]
    public void Signatures_stay_with_what_they_cover()
    {
        byte[] signature = [0, 1, 8, 3, 0, 0, 1, 44, .. new byte[8], 0, 1, .. ResponseOctets.NameOctets("example.com"), 1, 2, 3];
        byte[] foreign = [0, 15, .. signature[2..]];
        var answer = Build(new ResponseOctets(Plain, "www.example.com", A)
            .Answer("^12", A, 300, _one).Answer("^12", Rrsig, 200, signature).Answer("^12", Rrsig, 100, foreign));

        Assert.Equal([RecordType.A, RecordType.RRSIG], Read(answer).Answers.Select(record => record.Type));
        Assert.All(Read(answer).Answers, record => Assert.Equal(200u, record.Ttl));
    }

    [Theory]
    [InlineData(Denied, 900, 300, 300, AnswerKind.NameError)]
    [InlineData(Plain, 200, 300, 200, AnswerKind.NoData)]
    [InlineData(Plain, 90_000, 90_000, 3600, AnswerKind.NoData)]
    [InlineData(Plain, 0x8000_0001, 90_000, 0, AnswerKind.NoData)]
    public void A_denial_lives_as_long_as_its_SOA_says(ushort flags, uint ttl, uint minimum, int lives, AnswerKind kind)
    {
        var answer = Build(new ResponseOctets(flags, "www.example.com", A).Authority("^16", Soa, ttl, ResponseOctets.Soa(minimum)).Opt());

        Assert.Equal((kind, TimeSpan.FromSeconds(lives)), (answer.Kind, answer.Ttl));
        Assert.Equal((uint)lives, Assert.Single(Read(answer).Authorities).Ttl);
        Assert.Empty(Read(answer).Additionals);
    }

    [Fact]
    public void A_denial_at_the_end_of_an_alias_keeps_the_alias()
    {
        var answer = Build(new ResponseOctets(Denied, "www.example.com", A)
            .Answer("^12", Cname, 10, ResponseOctets.NameOctets("gone.example.net"))
            .Authority("example.net", Soa, 900, ResponseOctets.Soa(300)));

        Assert.Equal(AnswerKind.NameError, answer.Kind);
        Assert.Equal(TimeSpan.FromSeconds(10), answer.Ttl);
        Assert.Equal(["wWw.Example.com. 10 CNAME gone.example.net."], Lines(answer));
        Assert.Equal(RecordType.SOA, Assert.Single(Read(answer).Authorities).Type);
    }

    [Fact]
    public void A_denial_without_SOA_or_with_a_foreign_one_lives_five_seconds()
    {
        var bare = Build(new ResponseOctets(Plain, "www.example.com", A));
        var foreign = Build(new ResponseOctets(Plain, "www.example.com", A).Authority("example.org", Soa, 900, ResponseOctets.Soa(300)));

        Assert.Equal((AnswerKind.NoData, TimeSpan.FromSeconds(5)), (bare.Kind, bare.Ttl));
        Assert.Equal((AnswerKind.NoData, TimeSpan.FromSeconds(5)), (foreign.Kind, foreign.Ttl));
        Assert.Empty(Read(foreign).Authorities);
    }

    [Fact]
    public void Proofs_of_a_denial_are_kept()
    {
        var answer = Build(new ResponseOctets(Denied, "www.example.com", A)
            .Authority("example.com", Soa, 900, ResponseOctets.Soa(300))
            .Authority("a.example.com", Nsec, 600, [.. ResponseOctets.NameOctets("z.example.com"), 0, 1, 0x40])
            .Authority("example.com", Ns, 600, [0]));

        Assert.Equal([RecordType.SOA, RecordType.NSEC], Read(answer).Authorities.Select(record => record.Type));
    }

    [Fact]
    public void An_extended_error_becomes_a_note_that_names_the_provider()
    {
        var answer = Build(new ResponseOctets(Plain, "www.example.com", A).Answer("^12", A, 60, _one).Opt(0, 15, 0, 4, 0, 3, (byte)'o', (byte)'k'));

        Assert.Equal(new ExtendedError(ExtendedErrorCode.StaleAnswer, "p: ok"), answer.Note);
    }

    [Theory]
    [InlineData(0x0100, BuildFault.NotAResponse)]
    [InlineData(0xA980, BuildFault.NotAResponse)]
    [InlineData(0x8380, BuildFault.Truncated)]
    [InlineData(0x8182, BuildFault.FailureCode)]
    [InlineData(0x8185, BuildFault.FailureCode)]
    [InlineData(0x8183, BuildFault.Contradiction)]
    public void What_cannot_be_an_answer_is_refused_by_name(int flags, BuildFault expected) =>
        Assert.Equal(expected, FaultOf(new ResponseOctets((ushort)flags, "www.example.com", A).Answer("^12", A, 60, _one)));

    [Fact]
    public void Another_question_is_refused()
    {
        Assert.Equal(BuildFault.OtherQuestion, FaultOf(new ResponseOctets(Plain, "ww.example.com", A).Answer("^12", A, 60, _one)));
        Assert.Equal(BuildFault.OtherQuestion, FaultOf(new ResponseOctets(Plain, "www.example.com", Mx)));
    }

    [Fact]
    public void An_extended_response_code_is_a_failure_even_beside_an_answer() =>
        Assert.Equal(BuildFault.FailureCode, FaultOf(new ResponseOctets(Plain, "www.example.com", A).Answer("^12", A, 60, _one).Additional(".", 41, 1232, 0x0100_0000)));

    [Fact]
    public void Aliases_that_lead_back_are_refused()
    {
        var looping = new ResponseOctets(Plain, "www.example.com", A)
            .Answer("www.example.com", Cname, 60, ResponseOctets.NameOctets("b.example.com"))
            .Answer("b.example.com", Cname, 60, ResponseOctets.NameOctets("www.example.com"))
            .Answer("www.example.com", A, 60, _one);

        Assert.Equal(BuildFault.AliasLoop, FaultOf(looping));
    }

    [Fact]
    public void A_pointer_into_a_TTL_does_not_change_its_meaning_when_TTLs_age()
    {
        // The alias's target is a pointer at its own TTL field: 01 61 00 00 reads as the name "a.".
        var answer = Build(new ResponseOctets(Plain, "www.example.com", A)
            .Answer("^12", Cname, 0x0161_0000 >> 8, 0xC0, 39 + 1)
            .Answer("a", A, 60, _one));
        var before = Read(answer).Answers.Select(record => record.Data.ToString());
        var aged = new byte[answer.Octets.Length];
        answer.CopyTo(aged, 1, _question.Name.Octets, MessageFlags.None, TimeSpan.FromSeconds(50));

        Assert.True(Message.TryRead(aged, out var message, out _, out _));
        Assert.Equal(before, message.Answers.Select(record => record.Data.ToString()));
    }

    [Fact]
    public void A_failure_says_who_failed()
    {
        var note = new ExtendedError(ExtendedErrorCode.NoReachableAuthority, "all silent");
        var answer = AnswerBuilder.Failure(_question, note: note);

        Assert.Equal((AnswerKind.Failure, ResponseCode.ServerFailure, note), (answer.Kind, answer.ResponseCode, answer.Note));
        Assert.Equal(_question, Assert.Single(Read(answer).Questions));
    }

    internal static Message Read(FinishedAnswer answer)
    {
        Assert.True(Message.TryRead(answer.Octets, out var message, out var fault, out var at), $"{fault} at {at}");
        return message;
    }

    private static FinishedAnswer Build(ResponseOctets response)
    {
        Assert.True(AnswerBuilder.TryBuild(response.ToArray(), _question, "p", new CachePolicy(), out var answer, out var fault), fault.ToString());
        return answer;
    }

    private static BuildFault FaultOf(ResponseOctets response)
    {
        Assert.False(AnswerBuilder.TryBuild(response.ToArray(), _question, "p", new CachePolicy(), out var answer, out var fault));
        Assert.Null(answer);
        return fault;
    }

    private static IEnumerable<string> Lines(FinishedAnswer answer) =>
        Read(answer).Answers.Select(record => $"{record.Name} {record.Ttl} {record.Type} {record.Data}");
}
