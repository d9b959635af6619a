using System.Buffers.Binary;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Records;

namespace Holdfast.Resolver.Exchanges.Https;

/// <summary>Takes the time an answer spent in HTTP caches off its TTLs (RFC 8484 §5.1).</summary>
internal static class TtlAge
{
    public static void Take(Span<byte> response, TimeSpan age)
    {
        var seconds = (uint)Math.Min(age.TotalSeconds, int.MaxValue);
        var view = new MessageView(response);
        view.SkipQuestions();
        while (view.TryNext(out var record))
        {
            if (record.Type != RecordType.OPT)
            {
                BinaryPrimitives.WriteUInt32BigEndian(response[record.TtlOffset..], record.Ttl > seconds ? record.Ttl - seconds : 0);
            }
        }
    }
}
