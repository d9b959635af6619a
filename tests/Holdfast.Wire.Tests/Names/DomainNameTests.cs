using Holdfast.Wire.Names;

namespace Holdfast.Wire.Tests.Names;

public sealed class DomainNameTests
{
    [Theory]
    [InlineData(".", new byte[] { 0 })]
    [InlineData("a.bc.", new byte[] { 1, (byte)'a', 2, (byte)'b', (byte)'c', 0 })]
    [InlineData("a.bc", new byte[] { 1, (byte)'a', 2, (byte)'b', (byte)'c', 0 })]
    [InlineData("a\\.b.", new byte[] { 3, (byte)'a', (byte)'.', (byte)'b', 0 })]
    [InlineData("\\000\\255.", new byte[] { 2, 0, 255, 0 })]
    public void Text_becomes_octets(string text, byte[] octets) =>
        Assert.Equal(octets, DomainName.Parse(text).Octets.ToArray());

    [Theory]
    [InlineData("", NameFault.Empty)]
    [InlineData("a..b", NameFault.EmptyLabel)]
    [InlineData(".a", NameFault.EmptyLabel)]
    [InlineData("a\\", NameFault.BadEscape)]
    [InlineData("a\\256", NameFault.BadEscape)]
    [InlineData("a\\12", NameFault.BadEscape)]
    [InlineData("\u00fc.de", NameFault.NotAscii)]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123", NameFault.LabelTooLong)]
    public void A_fault_is_named(string text, NameFault fault)
    {
        Assert.False(DomainName.TryParse(text, out var name, out var found));
        Assert.Null(name);
        Assert.Equal(fault, found);
    }
}
