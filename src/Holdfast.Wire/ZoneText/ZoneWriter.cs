using System.Globalization;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Records;

namespace Holdfast.Wire.ZoneText;

/// <summary>
/// Writes records as a zone file, a line each, every name complete: such a file can be cut, sorted and joined, and every
/// server reads it. An owner that is the same as in the line before is left out.
/// </summary>
/// <param name="text">Where to write; it stays the caller's.</param>
public sealed class ZoneWriter(TextWriter text)
{
    private ResourceRecord? _before;

    /// <summary>Writes one record.</summary>
    public void Write(ResourceRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);

        // Octet for octet: an owner in other letters is written out, so that its case is kept.
        var isSameOwner = _before is not null && _before.Name.Octets.SequenceEqual(record.Name.Octets);
        text.Write(isSameOwner ? "" : record.Name.ToString());
        text.Write('\t');
        text.Write(record.Ttl.ToString(CultureInfo.InvariantCulture));
        text.Write('\t');
        text.Write(record.Class.ToText());
        text.Write('\t');
        text.Write(record.Type.ToText());
        text.Write('\t');
        text.Write(record.Data.ToString());
        text.Write('\n');
        _before = record;
    }
}
