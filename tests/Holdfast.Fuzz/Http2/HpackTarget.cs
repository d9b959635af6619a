using Holdfast.Server.Listeners.Http2;
using Holdfast.Server.Listeners.Http2.Hpack;

namespace Holdfast.Fuzz.Http2;

/// <summary>Octets as two header blocks, the second read with what the first left in the table.</summary>
internal static class HpackTarget
{
    private static readonly byte[] _scratch = new byte[Http2Limits.HeaderScratchOctets];

    public static void Run(ReadOnlySpan<byte> octets)
    {
        octets = octets[..Math.Min(octets.Length, Http2Limits.HeaderBlockOctets)];
        var table = new DynamicTable(Http2Limits.HeaderTableOctets);
        if (Read(octets, table))
        {
            Read(octets, table);
        }
    }

    private static bool Read(ReadOnlySpan<byte> block, DynamicTable table)
    {
        var fields = 0;
        var reader = new HpackReader(block, table, _scratch);
        while (reader.TryNext(out var field))
        {
            // Every field takes an octet of the block at least, and its strings come from the block or from the table.
            BrokenPromise.Unless(++fields <= block.Length, "no more fields than octets");
            BrokenPromise.Unless(field.Size <= Http2Limits.HeaderTableOctets + (block.Length * 8 / 5) + 32, $"a field of {field.Size}");
            BrokenPromise.Unless(table.Size <= Http2Limits.HeaderTableOctets, $"a table of {table.Size}");
        }

        var size = 0;
        for (var i = 0; i < table.Count; i++)
        {
            size += table.At(i).Size;
        }

        BrokenPromise.Unless(size == table.Size, $"entries of {size} in a table of {table.Size}");
        return !reader.IsFaulty;
    }
}
