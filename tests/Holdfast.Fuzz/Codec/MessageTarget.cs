using Holdfast.Wire.Edns;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Names;
using Holdfast.Wire.Reading;
using Holdfast.Wire.Records;

namespace Holdfast.Fuzz.Codec;

/// <summary>Octets as a message: read, view, written again, read again, each record's text.</summary>
internal static class MessageTarget
{
    private const int MaxAllocatedPerOctet = 32;
    private const int FreeAllocation = 8 * 1024;

    public static void Run(ReadOnlySpan<byte> octets)
    {
        var limit = FreeAllocation + ((long)MaxAllocatedPerOctet * octets.Length);
        var allocated = Read(octets, out var message, out var fault, out var offset);
        if (allocated > limit)
        {
            // The first reading of a process pays for the runtime, too; what the input itself costs, it costs again.
            allocated = Read(octets, out message, out fault, out offset);
        }

        BrokenPromise.Unless(allocated <= limit, $"allocated {allocated}");
        BrokenPromise.Unless(message is null == (fault != WireFault.None), "a message or a fault");
        BrokenPromise.Unless(offset >= 0 && offset <= octets.Length, $"fault offset {offset}");
        var seen = View(octets);
        if (message is null)
        {
            return;
        }

        ResourceRecord[] records = [.. message.Answers, .. message.Authorities, .. message.Additionals];
        BrokenPromise.Unless(seen == records.Length, $"the view sees {seen} records of {records.Length}");
        var buffer = new byte[Message.MaxOctets];
        if (message.TryWrite(buffer, out var length))
        {
            BrokenPromise.Unless(Message.TryRead(buffer.AsSpan(0, length), out var again, out fault, out _), $"what was written reads: {fault}");
            BrokenPromise.Unless(message.Equals(again), "what was written is equal");
        }

        foreach (var record in records)
        {
            Text(record);
        }
    }

    private static long Read(ReadOnlySpan<byte> octets, out Message? message, out WireFault fault, out int offset)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Message.TryRead(octets, out message, out fault, out offset);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static int View(ReadOnlySpan<byte> octets)
    {
        var view = new MessageView(octets);
        Span<byte> name = stackalloc byte[DomainName.MaxOctets];
        view.SkipQuestions();
        var seen = 0;
        while (view.TryNext(out var record))
        {
            view.ReadNameAt(record.NameOffset, name);
            BrokenPromise.Unless(record.End <= octets.Length, "a record ends within the message");
            seen++;
        }

        return seen;
    }

    private static void Text(ResourceRecord record)
    {
        var text = record.Data.ToString();
        EdnsRecord.From(record)?.Options.ToList().ForEach(Option);
        if (record.Class != RecordClass.Internet)
        {
            return;
        }

        // Parameters that contradict each other are kept from the wire and refused as text.
        var parsed = RecordData.TryParse(record.Type, text, null, out var data, out var error);
        BrokenPromise.Unless(parsed || record.Data is ServiceBinding, $"{record.Type} {text}: {error}");
        BrokenPromise.Unless(!parsed || record.Data.Equals(data), $"{record.Type} {text}: reads as {data}");
    }

    private static void Option(EdnsOption option)
    {
        foreach (var again in new[]
        {
            DnsCookie.From(option)?.ToOption(),
            ClientSubnet.From(option)?.ToOption(),
            NameServerIdentifier.From(option)?.ToOption(),
            TcpKeepalive.From(option)?.ToOption(),
        })
        {
            BrokenPromise.Unless(again is null || again.Equals(option), $"{option.Code} is written as it was read");
        }

        _ = $"{ExtendedError.From(option)}{Padding.From(option)}";
    }
}
