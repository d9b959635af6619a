using Holdfast.Wire.Messages;
using Holdfast.Wire.Records;

namespace Holdfast.Conformance.Rfc3597;

/// <summary>RFC 3597 §5: the text of unknown types, classes and data.</summary>
public sealed class Section5
{
    [Theory]
    [InlineData("a.example. 60 CLASS32 TYPE731 \\# 6 abcd ( ef 01 23 45 )", "a.example. 60 CLASS32 TYPE731 \\# 6 ABCDEF012345")]
    [InlineData("b.example. 60 HS TYPE62347 \\# 0", "b.example. 60 HS TYPE62347 \\# 0")]
    [InlineData("e.example. 60 IN A \\# 4 0A000001", "e.example. 60 IN A 10.0.0.1")]
    [InlineData("e.example. 60 CLASS1 TYPE1 10.0.0.2", "e.example. 60 IN A 10.0.0.2")]
    [InlineData("f.example. 60 CH A \\# 3 010203", "f.example. 60 CH A \\# 3 010203")]
    public void The_examples_read_and_write_as_they_say(string text, string written)
    {
        Assert.True(ResourceRecord.TryParse(text, null, out var record, out var error), error?.ToString());
        Assert.Equal(written, record.ToString());
        Assert.True(ResourceRecord.TryParse(written, null, out var again, out _));
        Assert.Equal(record, again);
    }

    [Theory]
    [InlineData("\\# 2 ABCDEF")]
    [InlineData("\\# 4 ABCDEF")]
    [InlineData("\\# ABCDEF")]
    [InlineData("\\# 65536")]
    [InlineData("\\# 1 A")]
    [InlineData("\\# 1 GG")]
    [InlineData("# 1 AA")]
    [InlineData("AA")]
    public void Other_forms_are_refused(string text)
    {
        Assert.False(RecordData.TryParse((RecordType)731, text, null, out _, out var error));
        Assert.NotEmpty(error.Problem);
    }

    [Theory]
    [InlineData("TYPE0", 0)]
    [InlineData("type65535", 65535)]
    [InlineData("TYPE1", 1)]
    public void Types_may_be_numbers(string text, int number)
    {
        Assert.True(RecordTypeText.TryParse(text, out var type));
        Assert.Equal(number, (int)type);
    }

    [Theory]
    [InlineData("TYPE65536")]
    [InlineData("TYPE")]
    [InlineData("TYPE-1")]
    [InlineData("TYPE 1")]
    [InlineData("1")]
    [InlineData("")]
    public void What_is_no_type_is_none(string text) => Assert.False(RecordTypeText.TryParse(text, out _));
}
