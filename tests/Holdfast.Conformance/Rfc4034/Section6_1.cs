using Holdfast.TestPeers.Octets;
using Holdfast.Wire.Names;

namespace Holdfast.Conformance.Rfc4034;

/// <summary>RFC 4034 §6.1: canonical order of names.</summary>
public sealed class Section6_1
{
    private static readonly string[] _ordered =
    [
        "example.", "a.example.", "yljkjljk.a.example.", "Z.a.example.", "zABC.a.EXAMPLE.", "z.example.", "\\001.z.example.", "*.z.example.", "\\200.z.example.",
    ];

    [Fact]
    public void The_example_is_in_order()
    {
        var names = _ordered.Select(DomainName.Parse).ToArray();
        Assert.Equal(names, names.Reverse().Order());
        for (var i = 0; i < names.Length; i++)
        {
            for (var j = 0; j < names.Length; j++)
            {
                Assert.Equal(Math.Sign(i - j), Math.Sign(names[i].CompareTo(names[j])));
            }
        }
    }

    [Fact]
    public void The_canonical_form_is_in_lower_case_and_in_full() =>
        Assert.Equal(HandWritten.Of("04 'zabc' 01 'a' 07 'example' 00"), DomainName.Parse("zABC.a.EXAMPLE.").ToCanonical().Octets.ToArray());
}
