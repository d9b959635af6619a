using CsCheck;
using Holdfast.Wire.Names;
using Holdfast.Wire.Tests.Records;

namespace Holdfast.Wire.Tests.Names;

/// <summary>What holds for every name.</summary>
public sealed class NameProperties
{
    [Fact]
    public void A_name_that_is_written_reads_as_the_same_octets() => AnyRecord.Name.Sample(name =>
        Assert.Equal(name.Octets.ToArray(), DomainName.Parse(name.ToString()).Octets.ToArray()));

    [Fact]
    public void Any_text_at_all_does_not_throw() => Gen.String[0, 300].Sample(text =>
    {
        var ok = DomainName.TryParse(text, out var name, out var fault);
        Assert.Equal(ok, fault == NameFault.None);
        if (ok)
        {
            Assert.Equal(name, DomainName.Parse(name!.ToString()));
        }
    });

    [Fact]
    public void Any_octets_at_all_do_not_throw() => Gen.Byte[0, 70].Array[0, 300].Sample(octets =>
    {
        if (DomainName.TryFromOctets(octets, out var name))
        {
            Assert.Equal(octets, name.Octets.ToArray());
            Assert.Equal(name.LabelCount, Labels(name).Count);
        }
    });

    [Fact]
    public void Canonical_order_is_that_of_lower_case_labels_from_the_root() => Gen.Select(AnyRecord.Name, AnyRecord.Name).Sample((left, right) =>
    {
        Assert.Equal(Math.Sign(Model(left, right)), Math.Sign(left.CompareTo(right)));
        Assert.Equal(Model(left, right) == 0, left.Equals(right));
    });

    [Fact]
    public void Case_changes_neither_equality_nor_hash_nor_order() => AnyRecord.Name.Sample(name =>
    {
        var lower = name.ToCanonical();
        var upper = Upper(name);
        Assert.Equal(lower, upper);
        Assert.Equal(lower.GetHashCode(), upper.GetHashCode());
        Assert.Equal(0, lower.CompareTo(upper));
        Assert.True(name.IsAtOrBelow(upper));
        Assert.DoesNotContain(lower.Octets.ToArray(), octet => octet is >= (byte)'A' and <= (byte)'Z');
    });

    [Fact]
    public void A_name_is_below_each_of_its_suffixes_and_no_sibling() => AnyRecord.Name.Sample(name =>
    {
        for (var labels = 0; labels <= name.LabelCount; labels++)
        {
            Assert.True(name.IsAtOrBelow(name.Suffix(labels)));
            Assert.Equal(labels == name.LabelCount, name.Suffix(labels).IsAtOrBelow(name));
        }

        Assert.False(name.IsAtOrBelow(DomainName.Parse("sibling.invalid")));
    });

    [Fact]
    public void A_name_appended_to_the_root_is_itself_and_too_long_ones_are_none()
    {
        var longest = DomainName.Parse(string.Join('.', Enumerable.Repeat("x", 127)));
        Assert.Equal(DomainName.MaxOctets, longest.Length);
        Assert.Equal(DomainName.MaxLabels, longest.LabelCount);
        Assert.Equal(longest, longest.Append(DomainName.Root));
        Assert.Null(longest.Append(DomainName.Parse("x")));
        Assert.False(DomainName.TryParse(longest + "x", out _, out var fault));
        Assert.Equal(NameFault.NameTooLong, fault);
    }

    private static int Model(DomainName left, DomainName right)
    {
        var (a, b) = (Labels(left), Labels(right));
        for (var i = 1; i <= Math.Min(a.Count, b.Count); i++)
        {
            var order = a[^i].AsSpan().SequenceCompareTo(b[^i]);
            if (order != 0)
            {
                return order;
            }
        }

        return a.Count - b.Count;
    }

    private static List<byte[]> Labels(DomainName name)
    {
        var labels = new List<byte[]>();
        for (var octets = name.Octets; octets[0] != 0; octets = octets[(octets[0] + 1)..])
        {
            labels.Add([.. octets.Slice(1, octets[0]).ToArray().Select(octet => octet is >= 65 and <= 90 ? (byte)(octet + 32) : octet)]);
        }

        return labels;
    }

    private static DomainName Upper(DomainName name)
    {
        var octets = name.Octets.ToArray();
        for (var at = 0; octets[at] != 0; at += octets[at] + 1)
        {
            for (var i = at + 1; i <= at + octets[at]; i++)
            {
                octets[i] = octets[i] is >= (byte)'a' and <= (byte)'z' ? (byte)(octets[i] - 32) : octets[i];
            }
        }

        Assert.True(DomainName.TryFromOctets(octets, out var upper));
        return upper;
    }
}
