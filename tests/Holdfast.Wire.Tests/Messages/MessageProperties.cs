using CsCheck;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Names;
using Holdfast.Wire.Reading;
using Holdfast.Wire.Records;
using Holdfast.Wire.Tests.Records;

namespace Holdfast.Wire.Tests.Messages;

/// <summary>What holds for every message, and for octets that nearly are one.</summary>
public sealed class MessageProperties
{
    // Measured worst: 25, names at their limit of 16 and the objects around them.
    private const int MaxAllocatedPerOctet = 32;
    private const int FreeAllocation = 8 * 1024;

    [Fact]
    public void A_message_that_is_written_reads_as_an_equal_one() => AnyRecord.Message.Sample(message =>
    {
        var octets = message.ToOctets();
        Assert.True(Message.TryRead(octets, out var read, out var fault, out var offset), $"{fault} at {offset}");
        Assert.Equal(message, read);
        Assert.Equal(octets, read.ToOctets());
    });

    [Fact]
    public void Whatever_reads_is_written_as_an_equal_message_and_nothing_throws() =>
        Gen.Select(AnyRecord.Message, Gen.Select(Gen.Int, Gen.Byte).Array[0, 6], Gen.Int).Sample((message, changes, cut) =>
        {
            var octets = message.ToOctets();
            foreach (var (at, value) in changes)
            {
                octets[(int)((uint)at % (uint)octets.Length)] = value;
            }

            octets = cut % 4 == 0 ? octets[..(int)((uint)cut % (uint)octets.Length)] : octets;
            Check(octets);
        });

    [Fact]
    public void Any_octets_at_all_do_not_throw() => Gen.Byte.Array[0, 512].Sample(Check);

    [Theory]
    [MemberData(nameof(Amplifiers))]
    public void No_message_makes_the_reader_allocate_more_than_a_small_multiple_of_it(string what)
    {
        var octets = Amplifier(what);
        Message.TryRead(octets, out _, out _, out _);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Message.TryRead(octets, out _, out var fault, out _);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(
            allocated <= FreeAllocation + ((long)MaxAllocatedPerOctet * octets.Length),
            $"{what}: {allocated} for {octets.Length}, {(double)allocated / octets.Length:F1} each; {fault}");
    }

    public static TheoryData<string> Amplifiers() =>
        ["pointers to one name", "labels before one name", "questions", "alternating names", "empty options", "empty strings", "one-octet strings", "empty parameters", "two names a record", "minimal records"];

    [Fact]
    public void Equal_names_in_one_message_are_one_object()
    {
        var query = new Question(DomainName.Parse("www.example.com"), RecordType.A);
        var message = Message.Query(query) with
        {
            Answers = [new(query.Name, RecordClass.Internet, 1, new AData(System.Net.IPAddress.Loopback)), new(query.Name, RecordClass.Internet, 1, new AData(System.Net.IPAddress.Any))],
        };
        Assert.True(Message.TryRead(message.ToOctets(), out var read, out _, out _));
        Assert.Same(read.Questions[0].Name, read.Answers[0].Name);
        Assert.Same(read.Questions[0].Name, read.Answers[1].Name);
    }

    [Fact]
    public void The_view_sees_the_same_records_as_the_message() => AnyRecord.Message.Sample(message =>
    {
        var view = new MessageView(message.ToOctets());
        view.SkipQuestions();
        Span<byte> name = stackalloc byte[DomainName.MaxOctets];
        foreach (var (section, records) in new[] { (Section.Answer, message.Answers), (Section.Authority, message.Authorities), (Section.Additional, message.Additionals) })
        {
            foreach (var record in records)
            {
                Assert.True(view.TryNext(out var seen));
                Assert.Equal((section, record.Type, record.Class, record.Ttl), (seen.Section, seen.Type, seen.Class, seen.Ttl));
                Assert.True(record.Name.Octets.SequenceEqual(name[..view.ReadNameAt(seen.NameOffset, name)]));
            }
        }

        Assert.False(view.TryNext(out _));
        Assert.True(view is { Ok: true, AtEnd: true });
    });

    [Fact]
    public void The_view_allocates_nothing()
    {
        var octets = (AnyRecord.Message.Single(_ => true, "0N0XIzNsQ0O2") with { Answers = [.. AnyRecord.Record.Array[5].Single(_ => true, "0N0XIzNsQ0O2")] }).ToOctets();
        Walk(octets);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            Walk(octets);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        static void Walk(ReadOnlySpan<byte> octets)
        {
            Span<byte> name = stackalloc byte[DomainName.MaxOctets];
            var view = new MessageView(octets);
            for (var i = 0; i < view.Header.QuestionCount; i++)
            {
                view.ReadQuestion(name, out _, out _);
            }

            while (view.TryNext(out var record))
            {
                view.ReadNameAt(record.NameOffset, name);
            }
        }
    }

    private static void Check(byte[] octets)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var ok = Message.TryRead(octets, out var message, out var fault, out var offset);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(ok, fault == WireFault.None);
        Assert.InRange(offset, 0, octets.Length);
        Assert.True(allocated <= FreeAllocation + ((long)MaxAllocatedPerOctet * octets.Length), $"{allocated} for {octets.Length}");
        if (message is null)
        {
            return;
        }

        var again = message.ToOctets();
        Assert.True(Message.TryRead(again, out var second, out _, out _));
        Assert.Equal(message, second);
        foreach (var record in message.Answers)
        {
            // TSIG and OPT have no class of their own; of others than IN only the generic form is sure to be read.
            var text = record.Data.ToString();
            if (record.Class == RecordClass.Internet && RecordData.TryParse(record.Type, text, null, out var data, out var error))
            {
                Assert.Equal(record.Data, data);
            }
        }
    }

    // 65,535 octets that are as much work as they can be.
    private static byte[] Amplifier(string what)
    {
        var longest = DomainName.Parse(string.Join('.', Enumerable.Repeat("x", 126)));
        var octets = new List<byte>(new byte[12]);
        octets.AddRange(longest.Octets);
        octets.AddRange([0, 1, 0, 1]);
        byte[] record = what switch
        {
            "pointers to one name" => [0xC0, 12, 0xFF, 0, 0, 1, 0, 0, 0, 0, 0, 0],
            "labels before one name" => [1, 0, 0xC0, 14, 0xFF, 0, 0, 1, 0, 0, 0, 0, 0, 0],
            "questions" => [1, 0, 0xC0, 14, 0, 1, 0, 1],
            "alternating names" => [0xC0, 12, 0xFF, 0, 0, 1, 0, 0, 0, 0, 0, 0],
            "empty options" => [0, 0, 41, 0, 0, 0, 0, 0, 0, 0xF0, 0, .. new byte[0xF000]],
            "empty strings" => [0, 0, 16, 0, 1, 0, 0, 0, 0, 0xF0, 0, .. new byte[0xF000]],
            "one-octet strings" => [0, 0, 16, 0, 1, 0, 0, 0, 0, 0xF0, 0, .. Enumerable.Repeat<byte>(1, 0xF000)],
            "empty parameters" => [0, 0, 64, 0, 1, 0, 0, 0, 0, 0xF0, 3, 0, 1, 0, .. Enumerable.Range(0, 0xF000 / 4).SelectMany(key => new byte[] { (byte)(key >> 8), (byte)key, 0, 0 })],
            "two names a record" => [0xC0, 12, 0, 6, 0, 1, 0, 0, 0, 0, 0, 24, 0xC0, 12, 0xC0, 12, .. new byte[20]],
            _ => [0, 0xFF, 0, 0, 1, 0, 0, 0, 0, 0, 0],
        };
        var count = 0;
        while (octets.Count + record.Length <= Message.MaxOctets)
        {
            if (what == "alternating names")
            {
                record[1] = (byte)(12 + (2 * (count % 100)));
            }
            else if (what is "labels before one name" or "questions")
            {
                record[1] = (byte)count;
            }

            octets.AddRange(record);
            count++;
        }

        var isQuestions = what == "questions";
        octets[4] = (byte)((isQuestions ? count + 1 : 1) >> 8);
        octets[5] = (byte)(isQuestions ? count + 1 : 1);
        octets[6] = (byte)(isQuestions ? 0 : count >> 8);
        octets[7] = (byte)(isQuestions ? 0 : count);
        return [.. octets];
    }
}
