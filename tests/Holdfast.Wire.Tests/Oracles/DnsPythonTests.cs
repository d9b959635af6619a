using CsCheck;
using Holdfast.Wire.Names;
using Holdfast.Wire.Records;
using Holdfast.Wire.Tests.Records;

namespace Holdfast.Wire.Tests.Oracles;

/// <summary>Every type against dnspython: its octets of ours, its text of ours, our reading of its text.</summary>
public sealed class DnsPythonTests
{
    private const int EachType = 60;
    private const string Seed = "0N0XIzNsQ0O2";

    // For each line "type, octets, text": dnspython's octets of the octets, its text of them, its octets of the text.
    private const string Program = """
        import sys, dns.rdata, dns.rdatatype, dns.rdataclass
        for line in sys.stdin:
            kind, octets, text = line.rstrip('\n').split('\t')
            kind = dns.rdatatype.from_text(kind)
            wire = bytes.fromhex(octets)
            out = []
            def attempt(what):
                try:
                    out.append(what())
                except Exception as error:
                    out.append('error ' + type(error).__name__ + ' ' + str(error).replace('\n', ' '))
            def read():
                return dns.rdata.from_wire(dns.rdataclass.IN, kind, wire, 0, len(wire))
            attempt(lambda: read().to_wire().hex().upper())
            attempt(lambda: read().to_text())
            attempt(lambda: dns.rdata.from_text(dns.rdataclass.IN, kind, text).to_wire().hex().upper())
            print('\t'.join(out))
        """;

    [Fact]
    public async Task Octets_and_text_of_every_type_mean_the_same_to_dnspython()
    {
        var all = AnyRecord.ByType.Values.SelectMany(generator => generator.Array[EachType].Single(_ => true, Seed)).ToArray();
        var lines = all.Select(data => $"{data.Type.ToText()}\t{Convert.ToHexString(data.ToOctets())}\t{data}");
        var answers = await PythonOracle.RunAsync(Program, lines);
        Assert.Equal(all.Length, answers.Length);

        var failures = new List<string>();
        foreach (var (data, answer) in all.Zip(answers))
        {
            var octets = Convert.ToHexString(data.ToOctets());
            if (answer.Split('\t') is not [var theirOctets, var theirText, var theirOctetsOfOurText])
            {
                failures.Add($"{data.Type} {data}: {answer}");
                continue;
            }

            Check(failures, data, "octets", octets, theirOctets);
            Check(failures, data, "our text", octets, theirOctetsOfOurText);
            var read = RecordData.TryParse(data.Type, theirText, DomainName.Root, out var parsed, out var error);
            Check(failures, data, $"their text {theirText}", octets, read ? Convert.ToHexString(parsed!.ToOctets()) : error!.ToString());
        }

        Assert.True(failures.Count == 0, $"{failures.Count} of {all.Length * 3}:\n{string.Join('\n', failures.Order().Where((_, i) => i % Math.Max(1, failures.Count / 10) == 0))}");
    }

    private static void Check(List<string> failures, RecordData data, string what, string expected, string found)
    {
        if (expected != found)
        {
            failures.Add($"{data.Type.ToText()} {Cut(what)}: {Cut(data.ToString())}\n    ours   {Cut(expected)}\n    theirs {Cut(found)}");
        }
    }

    private static string Cut(string text) => text.Length > 100 ? text[..100] + "..." : text;
}
