using System.Globalization;

namespace Holdfast.App.Querying;

/// <summary>Prints an annotated message in three columns: offset, octets, meaning.</summary>
internal static class WireText
{
    private const int OctetsPerLine = 8;
    private const int HexWidth = OctetsPerLine * 3;

    /// <summary>Prints a message under a title.</summary>
    public static void Write(TextWriter output, Ink ink, string title, ReadOnlySpan<byte> octets)
    {
        output.WriteLine(ink.Bold($";; {title}: {octets.Length.ToString(CultureInfo.InvariantCulture)} octets"));
        foreach (var field in WireAnnotation.Of(octets))
        {
            WriteField(output, ink, field, octets.Slice(field.Offset, field.Length));
        }

        output.WriteLine();
    }

    private static void WriteField(TextWriter output, Ink ink, WireField field, ReadOnlySpan<byte> octets)
    {
        var meaning = new string(' ', Math.Max(0, field.Depth - 1) * 2) + field.Meaning;
        if (field.Depth == 0)
        {
            output.WriteLine(ink.Green($"      {string.Empty,-HexWidth} {field.Meaning}"));
        }
        else if (field.Length == 0)
        {
            output.WriteLine($"      {ink.Dim((field.Bits ?? string.Empty).PadRight(HexWidth))} {meaning}");
        }

        for (var at = 0; at < octets.Length; at += OctetsPerLine)
        {
            var line = octets[at..Math.Min(octets.Length, at + OctetsPerLine)];
            var hex = string.Join(' ', Convert.ToHexStringLower(line).Chunk(2).Select(pair => new string(pair)));
            var offset = (field.Offset + at).ToString("D5", CultureInfo.InvariantCulture);
            output.WriteLine($"{ink.Dim(offset)} {ink.Cyan(hex.PadRight(HexWidth))} {(at == 0 ? meaning : string.Empty)}".TrimEnd());
        }
    }
}
