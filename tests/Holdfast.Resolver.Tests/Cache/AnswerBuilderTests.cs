using Holdfast.Resolver.Cache;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Names;
using Holdfast.Wire.Records;

namespace Holdfast.Resolver.Tests.Cache;

public sealed class AnswerBuilderTests
{
    private static readonly Question _question = new(DomainName.Parse("www.Example.com."), RecordType.A);

    [Fact]
    public void Aliases_come_before_what_they_lead_to_whatever_the_order_they_came_in()
    {
        var response = Response(ResponseCode.NoError,
            A("c.example.net.", 60, 3), Alias("b.example.com.", 90, "c.example.net."), A("other.example.", 60, 9), Alias("www.example.com.", 300, "b.example.com."));

        Assert.True(AnswerBuilder.TryBuild(response, _question, "p", new CachePolicy(), out var answer, out var fault));

        Assert.Equal(BuildFault.None, fault);
        Assert.Equal(AnswerKind.Positive, answer.Kind);
        Assert.Equal(TimeSpan.FromSeconds(60), answer.Ttl);
        Assert.Equal(
            ["www.Example.com. CNAME b.example.com.", "b.example.com. CNAME c.example.net.", "c.example.net. A 192.0.2.3"],
            Read(answer).Answers.Select(record => $"{record.Name} {record.Type} {record.Data}"));
    }

    internal static Message Read(FinishedAnswer answer)
    {
        Assert.True(Message.TryRead(answer.Octets, out var message, out var fault, out var at), $"{fault} at {at}");
        return message;
    }

    private static byte[] Response(ResponseCode code, params ResourceRecord[] answers) => new Message
    {
        Id = 7,
        Flags = MessageFlags.Response | MessageFlags.RecursionDesired | MessageFlags.AuthoritativeAnswer | MessageFlags.AuthenticData,
        HeaderResponseCode = code,
        Questions = [_question],
        Answers = [.. answers],
    }.ToOctets();

    private static ResourceRecord A(string name, uint ttl, byte last) =>
        new(DomainName.Parse(name), RecordClass.Internet, ttl, new AData(new System.Net.IPAddress([192, 0, 2, last])));

    private static ResourceRecord Alias(string name, uint ttl, string target) =>
        new(DomainName.Parse(name), RecordClass.Internet, ttl, new CnameData(DomainName.Parse(target)));
}
