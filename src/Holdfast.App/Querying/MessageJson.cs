using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Holdfast.Resolver.Exchanges;
using Holdfast.Wire.Edns;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Records;

namespace Holdfast.App.Querying;

/// <summary>Messages in JSON by the member names of RFC 8427; one object is one line.</summary>
internal static class MessageJson
{
    /// <summary>One exchange: who was asked, how it ended, and the response where there is one.</summary>
    public static string Write(Question question, ExchangeAddress server, ExchangeResult result, Message? response)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("server", server.ToString());
            json.WriteString("transport", server.Transport.ToString().ToLowerInvariant());
            json.WriteString("outcome", response is null && result.Outcome == ExchangeOutcome.Answered ? "Unreadable" : result.Outcome.ToString());
            if (result.Detail is { } detail)
            {
                json.WriteString("detail", detail);
            }

            json.WriteNumber("elapsedMilliseconds", Math.Round(result.Elapsed.TotalMilliseconds, 3));
            json.WriteNumber("sizeOctets", result.Response.Length);
            json.WriteStartObject("question");
            WriteQuestion(json, question);
            json.WriteEndObject();
            if (response is not null)
            {
                json.WriteStartObject("response");
                WriteMessage(json, response);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteMessage(Utf8JsonWriter json, Message message)
    {
        json.WriteNumber("ID", message.Id);
        (string Name, MessageFlags Flag)[] flags = [
            ("QR", MessageFlags.Response), ("AA", MessageFlags.AuthoritativeAnswer), ("TC", MessageFlags.Truncated),
            ("RD", MessageFlags.RecursionDesired), ("RA", MessageFlags.RecursionAvailable), ("AD", MessageFlags.AuthenticData),
            ("CD", MessageFlags.CheckingDisabled)];
        json.WriteNumber("Opcode", (int)message.Opcode);
        foreach (var (name, flag) in flags)
        {
            json.WriteNumber(name, (message.Flags & flag) != 0 ? 1 : 0);
        }

        json.WriteNumber("RCODE", (int)message.ResponseCode);
        json.WriteString("RCODEname", DigNames.Of(message.ResponseCode));
        json.WriteNumber("QDCOUNT", message.Questions.Length);
        json.WriteNumber("ANCOUNT", message.Answers.Length);
        json.WriteNumber("NSCOUNT", message.Authorities.Length);
        json.WriteNumber("ARCOUNT", message.Additionals.Length);
        if (message.Questions is [var question, ..])
        {
            WriteQuestion(json, question);
        }

        WriteRecords(json, "answerRRs", message.Answers);
        WriteRecords(json, "authorityRRs", message.Authorities);
        WriteRecords(json, "additionalRRs", message.Additionals.RemoveAll(record => record.Type == RecordType.OPT));
        if (EdnsRecord.From(message.Opt) is { } edns)
        {
            WriteEdns(json, edns);
        }
    }

    private static void WriteQuestion(Utf8JsonWriter json, Question question)
    {
        json.WriteString("QNAME", question.Name.ToString());
        json.WriteNumber("QTYPE", (int)question.Type);
        json.WriteString("QTYPEname", question.Type.ToText());
        json.WriteNumber("QCLASS", (int)question.Class);
        json.WriteString("QCLASSname", question.Class.ToText());
    }

    private static void WriteRecords(Utf8JsonWriter json, string section, ImmutableArray<ResourceRecord> records)
    {
        json.WriteStartArray(section);
        foreach (var record in records)
        {
            var octets = record.Data.ToOctets();
            json.WriteStartObject();
            json.WriteString("NAME", record.Name.ToString());
            json.WriteNumber("TYPE", (int)record.Type);
            json.WriteString("TYPEname", record.Type.ToText());
            json.WriteNumber("CLASS", (int)record.Class);
            json.WriteString("CLASSname", record.Class.ToText());
            json.WriteNumber("TTL", record.Ttl);
            json.WriteNumber("RDLENGTH", octets.Length);
            json.WriteString("RDATAHEX", Convert.ToHexString(octets));
            json.WriteString(string.Create(CultureInfo.InvariantCulture, $"rdata{record.Type.ToText()}"), record.Data.ToString());
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteEdns(Utf8JsonWriter json, EdnsRecord edns)
    {
        json.WriteStartObject("EDNS");
        json.WriteNumber("Version", edns.Version);
        json.WriteNumber("UDPsize", edns.UdpPayloadOctets);
        json.WriteNumber("DO", edns.DnssecOk ? 1 : 0);
        json.WriteStartArray("options");
        foreach (var option in edns.Options)
        {
            json.WriteStartObject();
            json.WriteNumber("code", (int)option.Code);
            json.WriteString("name", DigNames.Of(option.Code));
            json.WriteString("dataHEX", Convert.ToHexString(option.Data.Span));
            if (ExtendedError.From(option) is { } error)
            {
                json.WriteNumber("infoCode", (int)error.Code);
                json.WriteString("purpose", DigNames.Of(error.Code));
                json.WriteString("extraText", error.Text);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
