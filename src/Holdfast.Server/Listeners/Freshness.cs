using Holdfast.Wire.Messages;

namespace Holdfast.Server.Listeners;

/// <summary>How long HTTP caches may keep a response (RFC 8484 §5.1). Hot path: no allocation.</summary>
internal static class Freshness
{
    /// <summary>The least TTL of the answers, or of the SOA that comes with a denial; a failure is not to be kept at all.</summary>
    public static uint Seconds(ReadOnlySpan<byte> octets)
    {
        var message = new MessageView(octets);
        if (message.Header.ResponseCode is not (ResponseCode.NoError or ResponseCode.NameError))
        {
            return 0;
        }

        message.SkipQuestions();
        var least = uint.MaxValue;
        while (message.TryNext(out var record) && record.Section != Section.Additional)
        {
            least = Math.Min(least, record.Ttl);
        }

        return least == uint.MaxValue ? 0 : least;
    }
}
