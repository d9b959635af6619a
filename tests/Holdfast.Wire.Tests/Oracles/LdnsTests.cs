using System.Diagnostics;
using CsCheck;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Names;
using Holdfast.Wire.Records;
using Holdfast.Wire.Tests.Records;
using Holdfast.Wire.ZoneText;

namespace Holdfast.Wire.Tests.Oracles;

/// <summary>Zone files against ldns: what it reads of ours, and our reading of what it writes.</summary>
public sealed class LdnsTests
{
    private const string Program = "/usr/bin/ldns-read-zone";
    private const string Seed = "0N0XIzNsQ0O2";

    // A zone has one SOA, and TSIG is no zone data; ldns 1.8 takes no spaces or escapes within the values of service parameters.
    private static readonly RecordType[] _types =
        [.. AnyRecord.ByType.Keys.Except([RecordType.SOA, RecordType.TSIG, RecordType.SVCB, RecordType.HTTPS]).Order()];

    [Fact]
    public async Task A_zone_file_of_every_type_means_the_same_to_ldns()
    {
        var owner = DomainName.Parse("host.example");
        var records = _types
            .SelectMany(type => AnyRecord.ByType[type].Array[25].Single(_ => true, Seed))
            .Select(data => new ResourceRecord(owner, RecordClass.Internet, 300, data))
            .Where(IsComparable)
            .ToArray();
        using var text = new StringWriter();
        var writer = new ZoneWriter(text);
        writer.Write(new ResourceRecord(
            DomainName.Parse("example"), RecordClass.Internet, 300, new SoaData(DomainName.Parse("ns.example"), DomainName.Root, 1, 2, 3, 4, 5)));
        foreach (var record in records)
        {
            writer.Write(record);
        }

        var output = await RunAsync(text.ToString());
        var theirs = new List<string>();
        using var reader = new ZoneReader(new StringReader(output));
        while (reader.TryRead(out var record, out var error))
        {
            Assert.True(record is not null, error?.ToString());
            theirs.Add(Key(record));
        }

        // The first is the SOA of the zone itself.
        var missing = records.Select(Key).Except(theirs).ToArray();
        var added = theirs.Skip(1).Except(records.Select(Key)).ToArray();
        Assert.True(missing.Length + added.Length == 0, $"missing {missing.Length}, added {added.Length}:\n{string.Join('\n', missing.Take(5))}\n{string.Join('\n', added.Take(5))}");
    }

    // ldns 1.8 does not escape quotation marks in names, and has no text for data without octets.
    private static bool IsComparable(ResourceRecord record) =>
        record.Data.ToOctets().Length > 0
        && (record.Type is RecordType.TXT or RecordType.CAA or RecordType.HINFO or RecordType.URI
            || !record.Data.ToString().Contains('\\', StringComparison.Ordinal));

    // ldns writes names in data in lower case, and drops what it holds to be equal.
    private static string Key(ResourceRecord record) =>
        $"{record.Type} {Convert.ToHexString(record.Data.ToOctets().Select(NameOctets.ToLower).ToArray())}";

    private static async Task<string> RunAsync(string zone)
    {
        if (!File.Exists(Program))
        {
            Assert.Fail($"{Program} is missing: apt-get install ldnsutils (./test does it).");
        }

        var file = Path.Combine(Path.GetTempPath(), $"holdfast-{Guid.NewGuid():N}.zone");
        await File.WriteAllTextAsync(file, zone);
        try
        {
            using var process = Process.Start(new ProcessStartInfo(Program, [file]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var errors = process.StandardError.ReadToEndAsync();
            var output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            Assert.True(process.ExitCode == 0, await errors);
            return output;
        }
        finally
        {
            File.Delete(file);
        }
    }
}
