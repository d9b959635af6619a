using System.Buffers.Binary;
using Holdfast.Wire.Edns;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Reading;
using Holdfast.Wire.Records;

namespace Holdfast.Resolver.Exchanges.Streams;

/// <summary>How long a server keeps an idle connection open, from one of its responses (RFC 7828 §3.1).</summary>
internal static class KeepaliveReader
{
    private const int TimeoutOctets = sizeof(ushort);

    /// <summary>Reads the time; null when the response has none.</summary>
    public static TimeSpan? Read(ReadOnlySpan<byte> response)
    {
        var reader = new WireReader(response);
        var header = MessageHeader.Read(ref reader);
        if (header.AdditionalCount == 0)
        {
            return null;
        }

        for (var i = 0; i < header.QuestionCount && reader.Ok; i++)
        {
            reader.SkipName();
            reader.ReadUInt32(); // type and class
        }

        var records = header.AnswerCount + header.AuthorityCount + header.AdditionalCount;
        for (var i = 0; i < records && reader.Ok; i++)
        {
            reader.SkipName();
            var type = (RecordType)reader.ReadUInt16();
            reader.ReadUInt16(); // class
            reader.ReadUInt32(); // TTL
            var data = reader.ReadOctets(reader.ReadUInt16());
            if (type == RecordType.OPT && reader.Ok)
            {
                return ReadOptions(data);
            }
        }

        return null;
    }

    private static TimeSpan? ReadOptions(ReadOnlySpan<byte> options)
    {
        var reader = new WireReader(options);
        while (reader.Ok && reader.Remaining > 0)
        {
            var code = (EdnsOptionCode)reader.ReadUInt16();
            var data = reader.ReadOctets(reader.ReadUInt16());
            if (code == EdnsOptionCode.TcpKeepalive && data.Length == TimeoutOctets)
            {
                return TimeSpan.FromSeconds(BinaryPrimitives.ReadUInt16BigEndian(data) / 10.0);
            }
        }

        return null;
    }
}
