using System.Text;
using Holdfast.Wire.Names;
using Holdfast.Wire.Records;

namespace Holdfast.Fuzz.Codec;

/// <summary>The first word as a type, the rest as its data: read, written, read again.</summary>
internal static class RecordTextTarget
{
    public static void Run(ReadOnlySpan<byte> octets)
    {
        var text = Encoding.UTF8.GetString(octets);
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        if (space < 0 || !RecordTypeText.TryParse(text.AsSpan(0, space), out var type))
        {
            return;
        }

        if (!RecordData.TryParse(type, text[space..], DomainName.Root, out var data, out var error))
        {
            BrokenPromise.Unless(error.Line > 0 && error.Column > 0 && error.Problem.Length > 0, "an error has a place and a reason");
            return;
        }

        var written = data.ToString();
        BrokenPromise.Unless(RecordData.TryParse(type, written, null, out var again, out error), $"{written}: {error}");
        BrokenPromise.Unless(data.Equals(again), $"{written} reads as {again}");

        var reader = new Wire.Reading.WireReader(data.ToOctets());
        var read = RecordData.Read(type, RecordClass.Internet, ref reader);
        BrokenPromise.Unless(reader.Ok && reader.Remaining == 0 && read.Equals(data), $"octets of {written}: {reader.Fault}");
    }
}
