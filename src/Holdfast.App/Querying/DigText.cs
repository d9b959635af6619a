using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Text;
using Holdfast.Resolver.Exchanges;
using Holdfast.Wire.Edns;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Records;

namespace Holdfast.App.Querying;

/// <summary>Prints messages the way dig does, so that eyes and scripts used to it find everything in its place.</summary>
internal sealed class DigText(TextWriter output, Ink ink, QueryPlan plan)
{
    /// <summary>Prints the line that dig begins with.</summary>
    public void WriteCommand(string version)
    {
        if (Wants(QueryParts.Command))
        {
            output.WriteLine();
            output.WriteLine(ink.Dim($"; <<>> holdfast {version} <<>> {plan.CommandLine}"));
        }
    }

    /// <summary>Prints a response.</summary>
    public void Write(Message message, string title = "Got answer:")
    {
        var edns = EdnsRecord.From(message.Opt);
        if (Wants(QueryParts.Comments))
        {
            output.WriteLine(ink.Dim($";; {title}"));
            output.WriteLine($";; ->>HEADER<<- opcode: {DigNames.Of(message.Opcode)}, status: {Status(message.ResponseCode)}, id: {Text(message.Id)}");
            output.WriteLine($";; flags: {DigNames.Of(message.Flags)}; QUERY: {Text(message.Questions.Length)}, ANSWER: {Text(message.Answers.Length)}, AUTHORITY: {Text(message.Authorities.Length)}, ADDITIONAL: {Text(message.Additionals.Length)}");
            output.WriteLine();
            WriteEdns(edns);
        }

        if (Wants(QueryParts.Question) && !message.Questions.IsEmpty)
        {
            Heading("QUESTION");
            foreach (var question in message.Questions)
            {
                output.WriteLine($";{Column(question.Name.ToString(), 31)}{question.Class.ToText()}\t{question.Type.ToText()}");
            }

            Blank();
        }

        WriteSection("ANSWER", QueryParts.Answer, message.Answers);
        WriteSection("AUTHORITY", QueryParts.Authority, message.Authorities);
        WriteSection("ADDITIONAL", QueryParts.Additional, message.Additionals.RemoveAll(record => record.Type == RecordType.OPT));
    }

    /// <summary>Prints time, server and size.</summary>
    public void WriteStatistics(TimeSpan elapsed, ExchangeAddress server, int octets, DateTimeOffset when)
    {
        if (!Wants(QueryParts.Statistics))
        {
            return;
        }

        var address = server.Addresses.IsEmpty ? server.Host ?? string.Empty : server.Addresses[0].ToString();
        output.WriteLine($";; Query time: {Text((long)elapsed.TotalMilliseconds)} msec");
        output.WriteLine($";; SERVER: {address}#{Text(server.Port)}({server.Host ?? address}) ({server.Transport.ToString().ToUpperInvariant()})");
        output.WriteLine($";; WHEN: {when.ToString("ddd MMM dd HH:mm:ss 'UTC' yyyy", CultureInfo.InvariantCulture)}");
        output.WriteLine($";; MSG SIZE  rcvd: {Text(octets)}");
        output.WriteLine();
    }

    /// <summary>Prints only the data of the answers.</summary>
    public void WriteShort(Message message)
    {
        foreach (var record in message.Answers)
        {
            output.WriteLine(record.Data.ToString());
        }
    }

    private void WriteEdns(EdnsRecord? edns)
    {
        if (edns is null)
        {
            return;
        }

        output.WriteLine(ink.Bold(";; OPT PSEUDOSECTION:"));
        output.WriteLine($"; EDNS: version: {Text(edns.Version)}, flags:{(edns.DnssecOk ? " do" : string.Empty)}; udp: {Text(edns.UdpPayloadOctets)}");
        foreach (var option in edns.Options)
        {
            var line = $"; {DigNames.Of(option.Code)}: {Describe(option)}".TrimEnd();
            output.WriteLine(option.Code == EdnsOptionCode.ExtendedError ? ink.Red(line) : line);
        }
    }

    private static string Describe(EdnsOption option)
    {
        var data = option.Data.Span;
        switch (option.Code)
        {
            case EdnsOptionCode.ExtendedError when ExtendedError.From(option) is { } error:
                return $"{Text((int)error.Code)} ({DigNames.Of(error.Code)}){(error.Text.Length == 0 ? string.Empty : $": ({Printable(error.Text)})")}";
            case EdnsOptionCode.NameServerIdentifier:
                return $"{Spaced(data)} (\"{Printable(Encoding.Latin1.GetString(data))}\")";
            case EdnsOptionCode.TcpKeepalive when data.Length == 2:
                return string.Create(CultureInfo.InvariantCulture, $"{BinaryPrimitives.ReadUInt16BigEndian(data) / 10.0:0.0} secs");
            case EdnsOptionCode.Padding:
                return $"({Text(data.Length)} bytes)";
            case EdnsOptionCode.ClientSubnet when data.Length is >= 4 and <= 20 && data[1] is 1 or 2:
                Span<byte> address = stackalloc byte[data[1] == 1 ? 4 : 16];
                address.Clear();
                data[4..Math.Min(data.Length, 4 + address.Length)].CopyTo(address);
                return $"{new IPAddress(address)}/{Text(data[2])}/{Text(data[3])}";
            default:
                return option.Code == EdnsOptionCode.Cookie ? Convert.ToHexStringLower(data) : Spaced(data);
        }
    }

    private void WriteSection(string title, QueryParts part, IReadOnlyCollection<ResourceRecord> records)
    {
        if (!Wants(part) || records.Count == 0)
        {
            return;
        }

        Heading(title);
        foreach (var record in records)
        {
            output.WriteLine($"{Column(record.Name.ToString(), 24)}{Text(record.Ttl)}\t{record.Class.ToText()}\t{record.Type.ToText()}\t{ink.Cyan(record.Data.ToString())}");
        }

        Blank();
    }

    private void Heading(string title)
    {
        if (Wants(QueryParts.Comments))
        {
            output.WriteLine(ink.Bold($";; {title} SECTION:"));
        }
    }

    private void Blank()
    {
        if (Wants(QueryParts.Comments))
        {
            output.WriteLine();
        }
    }

    private bool Wants(QueryParts part) => (plan.Parts & part) != 0;

    private string Status(ResponseCode code) => code == ResponseCode.NoError ? ink.Green(DigNames.Of(code)) : ink.Red(DigNames.Of(code));

    // Text from the network never reaches the terminal's control codes.
    private static string Printable(string text) => string.Concat(text.Select(c => char.IsControl(c) ? '.' : c));

    private static string Spaced(ReadOnlySpan<byte> octets) => BitConverter.ToString(octets.ToArray()).Replace('-', ' ').ToLowerInvariant();

    // dig aligns by tabs: at least one, and up to the column.
    private static string Column(string text, int width) => text + new string('\t', Math.Max(1, (width - text.Length + 7) / 8));

    private static string Text<T>(T number)
        where T : IFormattable => number.ToString(null, CultureInfo.InvariantCulture);
}
