using Holdfast.TestPeers.Octets;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Names;
using Holdfast.Wire.Reading;
using Holdfast.Wire.Records;
using Holdfast.Wire.Writing;

namespace Holdfast.Conformance.Rfc1035;

/// <summary>RFC 1035 §4.1.4: message compression.</summary>
public sealed class Section4_1_4
{
    // The section's own example: F.ISI.ARPA at 20, FOO.F.ISI.ARPA at 40, ARPA at 64, the root at 92.
    private static readonly byte[] _example = HandWritten.Of("00*20 @F.ISI.ARPA 00*8 03 'FOO' C014 00*18 C01A 00*26 00");

    [Theory]
    [InlineData(20, "F.ISI.ARPA.", 32)]
    [InlineData(40, "FOO.F.ISI.ARPA.", 46)]
    [InlineData(64, "ARPA.", 66)]
    [InlineData(92, ".", 93)]
    public void The_names_of_the_example_are_read(int offset, string name, int next)
    {
        var reader = new WireReader(_example);
        reader.ReadOctets(offset);
        Assert.Equal(name, reader.ReadName().ToString());
        Assert.Equal(next, reader.Offset);
    }

    [Fact]
    public void The_names_of_the_example_are_written_so()
    {
        var writer = new WireWriter(new byte[128]);
        writer.WriteOctets(new byte[20]);
        writer.WriteName(DomainName.Parse("F.ISI.ARPA"));
        writer.WriteOctets(new byte[8]);
        writer.WriteName(DomainName.Parse("FOO.F.ISI.ARPA"));
        writer.WriteOctets(new byte[18]);
        writer.WriteName(DomainName.Parse("ARPA"));
        writer.WriteOctets(new byte[26]);
        writer.WriteName(DomainName.Root);
        Assert.Equal(Convert.ToHexString(_example), Convert.ToHexString(writer.Written));
    }

    [Fact]
    public void A_name_beyond_the_reach_of_a_pointer_is_written_in_full()
    {
        var writer = new WireWriter(new byte[0x5000]);
        writer.WriteOctets(new byte[0x4000]);
        writer.WriteName(DomainName.Parse("a.example"));
        writer.WriteName(DomainName.Parse("a.example"));
        Assert.Equal(0x4000 + 22, writer.Length);
    }

    [Fact]
    public void The_last_name_within_reach_is_pointed_at()
    {
        var writer = new WireWriter(new byte[0x5000]);
        writer.WriteOctets(new byte[0x3FFF]);
        writer.WriteName(DomainName.Parse("a.example"));
        writer.WriteName(DomainName.Parse("a.example"));
        Assert.Equal(0x3FFF + 13, writer.Length);
        Assert.Equal([0xFF, 0xFF], writer.Written[^2..].ToArray());
    }

    [Fact]
    public void Names_in_other_letters_are_not_pointed_at_so_that_their_case_is_kept()
    {
        var message = new Message
        {
            Questions = [new Question(DomainName.Parse("WwW.eXample"), RecordType.A)],
            Answers = [new ResourceRecord(DomainName.Parse("www.Example"), RecordClass.Internet, 0, new NsData(DomainName.Parse("www.eXample")))],
        };
        Assert.True(Message.TryRead(message.ToOctets(), out var read, out _, out _));
        Assert.Equal("WwW.eXample.", read.Questions[0].Name.ToString());
        Assert.Equal("www.Example.", read.Answers[0].Name.ToString());
        Assert.Equal("www.eXample.", read.Answers[0].Data.ToString());
    }

    [Fact]
    public void A_pointer_out_of_data_leads_to_what_stands_before_the_data()
    {
        var message = HandWritten.Of("0001 8000 0001 0001 0000 0000 @www.example 0005 0001 C00C 0005 0001 0000003C 0006 03 'cdn' C010");
        Assert.True(Message.TryRead(message, out var read, out var fault, out var offset), $"{fault} at {offset}");
        Assert.Equal("cdn.example.", read.Answers[0].Data.ToString());
        Assert.Equal(message, read.ToOctets());
    }

    [Fact]
    public void What_was_written_before_a_rewind_is_not_pointed_at()
    {
        var writer = new WireWriter(new byte[64]);
        writer.WriteUInt16(0);
        writer.WriteName(DomainName.Parse("a.example"));
        writer.RewindTo(2);
        writer.WriteName(DomainName.Parse("b.example"));
        writer.WriteName(DomainName.Parse("a.example"));
        Assert.Equal(Convert.ToHexString(HandWritten.Of("0000 @b.example 01 'a' C004")), Convert.ToHexString(writer.Written));
    }
}
