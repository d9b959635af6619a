using Holdfast.TestPeers.Octets;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Names;
using Holdfast.Wire.Reading;

namespace Holdfast.Conformance.Rfc9267;

/// <summary>RFC 9267: the ways in which DNS implementations went wrong, section by section; none of them here.</summary>
public sealed class AntiPatterns
{
    // §2: compression pointers and offsets.
    [Theory]
    [InlineData("C00C", WireFault.PointerNotBackward)] // to itself
    [InlineData("C00D", WireFault.PointerNotBackward)] // into itself
    [InlineData("C00E 01 'a' 00", WireFault.PointerNotBackward)] // forward
    [InlineData("01 'a' C00C", WireFault.PointerNotBackward)] // to the name's own beginning
    [InlineData("01 'a' 01 'b' C00E", WireFault.PointerNotBackward)] // to its own second label
    [InlineData("FFFF", WireFault.PointerNotBackward)] // behind the end
    [InlineData("C0", WireFault.Truncated)] // half a pointer
    [InlineData("01 'a' C0", WireFault.Truncated)]
    [InlineData("40", WireFault.BadLabelType)] // EDNS's extended label
    [InlineData("80 00", WireFault.BadLabelType)]
    public void A_pointer_leads_strictly_backward_or_nowhere(string name, WireFault expected)
    {
        var octets = HandWritten.Of($"0001 0000 0001 0000 0000 0000 {name}");
        Assert.False(Message.TryRead(octets, out _, out var fault, out var offset));
        Assert.Equal(expected, fault);
        Assert.InRange(offset, 12, octets.Length);
    }

    [Fact]
    public void Labels_that_run_on_into_their_own_pointer_do_not_loop()
    {
        // At 12 'a', at 14 'b' and then a pointer to 12, read as a name that begins at 14.
        var octets = HandWritten.Of("00*12 01 'a' 01 'b' C00C");
        var reader = new WireReader(octets);
        reader.ReadOctets(14);
        reader.ReadName();
        Assert.Equal(WireFault.PointerNotBackward, reader.Fault);
    }

    [Fact]
    public void A_pointer_into_the_header_gives_what_the_header_holds_or_a_fault()
    {
        var octets = HandWritten.Of("0000 0000 0001 0000 0000 0000 C000 0001 0001");
        Assert.True(Message.TryRead(octets, out var message, out _, out _));
        Assert.Equal(".", message.Questions[0].Name.ToString());
    }

    [Fact]
    public void A_chain_of_pointers_longer_than_a_name_has_labels_is_a_fault()
    {
        // A root at 12, then pointers each to the one before.
        var octets = new List<byte>(new byte[13]);
        for (var i = 0; i < 200; i++)
        {
            var target = i == 0 ? 12 : 13 + (2 * (i - 1));
            octets.AddRange([(byte)(0xC0 | (target >> 8)), (byte)target]);
        }

        Assert.Equal(WireFault.None, FaultOfNameAt([.. octets], 13 + (2 * 126)));
        Assert.Equal(WireFault.TooManyPointers, FaultOfNameAt([.. octets], 13 + (2 * 127)));
    }

    [Fact]
    public void The_longest_name_one_label_at_a_time_is_read_through_its_pointers()
    {
        // x. at 12, then x with a pointer to the name before, 126 times.
        var octets = new List<byte>(new byte[12]);
        octets.AddRange([1, (byte)'x', 0]);
        var last = 12;
        for (var i = 0; i < 126; i++)
        {
            var at = octets.Count;
            octets.AddRange([1, (byte)'x', (byte)(0xC0 | (last >> 8)), (byte)last]);
            last = at;
        }

        octets.AddRange([(byte)(0xC0 | (last >> 8)), (byte)last]);
        var reader = new WireReader(octets.ToArray());
        reader.ReadOctets(octets.Count - 2);
        var name = reader.ReadName();
        Assert.True(reader.Ok, $"{reader.Fault}");
        Assert.Equal(DomainName.MaxOctets, name.Length);
    }

    // §3: lengths of labels and names.
    [Fact]
    public void A_label_that_runs_over_the_end_is_a_fault() =>
        Assert.Equal(WireFault.Truncated, FaultOfNameAt(HandWritten.Of("00*12 05 'abc'"), 12));

    [Fact]
    public void A_name_of_255_octets_is_read_and_one_of_256_is_not()
    {
        var full = HandWritten.Of("3F 61*63 3F 61*63 3F 61*63 3D 61*61 00");
        Assert.Equal(255, full.Length);
        Assert.Equal(WireFault.None, FaultOfNameAt(full, 0));
        Assert.Equal(WireFault.NameTooLong, FaultOfNameAt(HandWritten.Of("3F 61*63 3F 61*63 3F 61*63 3E 61*62 00"), 0));
    }

    [Fact]
    public void A_name_that_a_pointer_makes_longer_than_255_octets_is_a_fault()
    {
        var octets = HandWritten.Of("3F 61*63 3F 61*63 3F 61*63 00 3F 62*63 C000");
        Assert.Equal(WireFault.None, FaultOfNameAt(octets, 0));
        Assert.Equal(WireFault.NameTooLong, FaultOfNameAt(octets, 193));
    }

    [Fact]
    public void A_length_octet_above_63_is_no_length() =>
        Assert.Equal(WireFault.BadLabelType, FaultOfNameAt(HandWritten.Of("7F 61*127 00"), 0));

    // §4: the zero octet at a name's end.
    [Theory]
    [InlineData("01 'a'")]
    [InlineData("")]
    [InlineData("01 'a' 02 'bc'")]
    public void A_name_without_its_zero_octet_is_a_fault(string name) =>
        Assert.Equal(WireFault.Truncated, FaultOfNameAt(HandWritten.Of("00*12 " + name), 12));

    [Fact]
    public void A_name_in_data_may_not_find_its_zero_octet_behind_the_data()
    {
        var octets = HandWritten.Of("0001 8000 0000 0001 0000 0001 00 0005 0001 00000000 0002 01 'a' 00 0001 0001 00000000 0000");
        Assert.False(Message.TryRead(octets, out _, out var fault, out var offset));
        Assert.Equal((WireFault.Truncated, 25), (fault, offset));
    }

    [Fact]
    public void Zero_octets_within_labels_are_only_octets()
    {
        var reader = new WireReader(HandWritten.Of("03 610062 00"));
        Assert.Equal("a\\000b.", reader.ReadName().ToString());
    }

    // §5: RDLENGTH.
    [Theory]
    [InlineData("0001", "0003 C00002", WireFault.Truncated)] // too short for its type
    [InlineData("0001", "0005 C000020100", WireFault.BadRdataLength)] // too long
    [InlineData("0001", "FFFF C0000201", WireFault.Truncated)] // behind the end of the message
    [InlineData("0010", "0004 05 'abc'", WireFault.Truncated)] // a string longer than the data
    [InlineData("000F", "0002 0001", WireFault.Truncated)] // no name
    [InlineData("0002", "0000", WireFault.Truncated)]
    [InlineData("FF00", "0004 0000", WireFault.Truncated)] // unknown types, too
    public void Data_and_their_length_agree_or_it_is_a_fault(string type, string data, WireFault expected)
    {
        var octets = HandWritten.Of($"0001 8000 0000 0001 0000 0000 00 {type} 0001 00000000 {data}");
        Assert.False(Message.TryRead(octets, out _, out var fault, out _));
        Assert.Equal(expected, fault);
    }

    // §6: the counts in the header.
    [Theory]
    [InlineData("0001 0000 FFFF FFFF FFFF FFFF")]
    [InlineData("0001 0000 0001 0000 0000 0000")]
    [InlineData("0001 0000 0000 0000 0000 0001 00 0001")]
    public void Counts_of_more_than_there_is_are_a_fault_and_cost_nothing(string message)
    {
        var octets = HandWritten.Of(message);
        Message.TryRead(octets, out _, out _, out _);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.False(Message.TryRead(octets, out _, out var fault, out _));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4096);
        Assert.Equal(WireFault.Truncated, fault);
    }

    [Fact]
    public void Counts_of_less_than_there_is_are_a_fault()
    {
        Assert.False(Message.TryRead(HandWritten.Of("0001 0000 0000 0000 0000 0000 00"), out _, out var fault, out var offset));
        Assert.Equal((WireFault.TrailingOctets, 12), (fault, offset));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(11)]
    public void Less_than_a_header_is_a_fault(int octets)
    {
        Assert.False(Message.TryRead(new byte[octets], out _, out var fault, out _));
        Assert.Equal(WireFault.Truncated, fault);
    }

    [Fact]
    public void More_than_any_message_can_be_is_a_fault()
    {
        Assert.False(Message.TryRead(new byte[65_536], out _, out var fault, out _));
        Assert.Equal(WireFault.MessageTooLong, fault);
    }

    private static WireFault FaultOfNameAt(byte[] octets, int offset)
    {
        var reader = new WireReader(octets);
        reader.ReadOctets(offset);
        reader.ReadName();
        return reader.Fault;
    }
}
