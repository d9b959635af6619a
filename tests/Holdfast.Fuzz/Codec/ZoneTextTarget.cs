using System.Text;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Names;
using Holdfast.Wire.ZoneText;

namespace Holdfast.Fuzz.Codec;

/// <summary>A zone file that may include itself: read to its end, each record written and read again.</summary>
internal static class ZoneTextTarget
{
    // One $GENERATE may stand for a million records.
    private const int MaxRecords = 1000;

    public static void Run(ReadOnlySpan<byte> octets)
    {
        var text = Encoding.UTF8.GetString(octets);
        var opened = 0;
        using var reader = new ZoneReader(new StringReader(text), new ZoneReaderOptions
        {
            Origin = DomainName.Parse("example"),
            Include = (file, _) => opened++ < 20 ? new ZoneFile(file, new StringReader(text)) : null,
        });
        for (var i = 0; i < MaxRecords && reader.TryRead(out var record, out var error); i++)
        {
            BrokenPromise.Unless(record is null != error is null, "a record or an error");
            BrokenPromise.Unless(error is null || (error.Line > 0 && error.Column > 0), $"an error has a place: {error}");
            if (record is not null)
            {
                var written = record.ToString();
                BrokenPromise.Unless(ResourceRecord.TryParse(written, null, out var again, out var problem), $"{written}: {problem}");
                BrokenPromise.Unless(record.Equals(again), $"{written} reads as {again}");
            }
        }
    }
}
