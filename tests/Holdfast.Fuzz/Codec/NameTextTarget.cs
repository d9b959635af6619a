using System.Text;
using Holdfast.Wire.Names;

namespace Holdfast.Fuzz.Codec;

/// <summary>A name as text and as octets: read, written, read again, compared.</summary>
internal static class NameTextTarget
{
    public static void Run(ReadOnlySpan<byte> octets)
    {
        var text = Encoding.Latin1.GetString(octets);
        var parsed = DomainName.TryParse(text, out var name, out var fault);
        BrokenPromise.Unless(parsed == (fault == NameFault.None), "a name or a fault");
        Check(name);
        DomainName.TryFromOctets(octets, out name);
        Check(name);
    }

    private static void Check(DomainName? name)
    {
        if (name is null)
        {
            return;
        }

        var written = name.ToString();
        BrokenPromise.Unless(DomainName.TryParse(written, null, out var again, out var fault), $"{written}: {fault}");
        BrokenPromise.Unless(again.Octets.SequenceEqual(name.Octets), $"{written} reads as {again}");
        BrokenPromise.Unless(name.CompareTo(again) == 0 && name.GetHashCode() == again.ToCanonical().GetHashCode(), written);
        BrokenPromise.Unless(name.Parent.Length < name.Length || name.IsRoot, $"the parent of {written} is shorter");
        BrokenPromise.Unless(name.IsAtOrBelow(name.Parent) && name.Suffix(name.LabelCount).Equals(name), written);
    }
}
