using Holdfast.TestPeers.Octets;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Records;

namespace Holdfast.Conformance.Rfc2136;

/// <summary>RFC 2136 §2.4 and §2.5: updates require and delete records by empty data.</summary>
public sealed class Section2
{
    [Theory]
    [InlineData("00FF 00FF")] // any record of the name
    [InlineData("0001 00FF")] // all A records
    [InlineData("000F 00FE")] // no MX
    public void Empty_data_of_class_ANY_and_NONE_are_read(string typeAndClass)
    {
        var octets = HandWritten.Of($"0001 2800 0001 0001 0000 0000 @example 0006 0001 C00C {typeAndClass} 00000000 0000");
        Assert.True(Message.TryRead(octets, out var message, out var fault, out _), $"{fault}");
        Assert.Equal("\\# 0", message.Answers[0].Data.ToString());
        Assert.Equal(octets, message.ToOctets());
    }

    [Theory]
    [InlineData("0001 0001")]
    [InlineData("000F 0001")]
    public void Empty_data_of_class_IN_are_not(string typeAndClass)
    {
        var octets = HandWritten.Of($"0001 2800 0001 0001 0000 0000 @example 0006 0001 C00C {typeAndClass} 00000000 0000");
        Assert.False(Message.TryRead(octets, out _, out _, out _));
    }

    [Theory]
    [InlineData("00FE")]
    [InlineData("00FF")]
    public void An_OPT_record_whose_payload_size_looks_like_such_a_class_is_an_OPT_record(string size)
    {
        var octets = HandWritten.Of($"0001 0100 0000 0000 0000 0001 00 0029 {size} 00000000 0000");
        Assert.True(Message.TryRead(octets, out var message, out _, out _));
        Assert.NotNull(Wire.Edns.EdnsRecord.From(message.Opt));
        Assert.Equal(RecordType.OPT, message.Opt?.Type);
    }
}
