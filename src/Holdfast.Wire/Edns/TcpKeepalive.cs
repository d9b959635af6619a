using System.Buffers.Binary;
using System.Globalization;

namespace Holdfast.Wire.Edns;

/// <summary>How long a server keeps an idle connection open; without a time in a query, which asks for it (RFC 7828 §3.1).</summary>
/// <remarks>
/// <code>
/// |                   TIMEOUT                   |  16 bits, tenths of a second; absent in queries
/// </code>
/// </remarks>
/// <param name="Timeout">0 to 6,553.5 seconds, in tenths; null for none.</param>
public sealed record TcpKeepalive(TimeSpan? Timeout = null)
{
    private const long TicksPerTenth = TimeSpan.TicksPerSecond / 10;

    /// <summary>The time as an option; longer times are cut to the longest.</summary>
    public EdnsOption ToOption()
    {
        if (Timeout is not { } timeout)
        {
            return new EdnsOption(EdnsOptionCode.TcpKeepalive, default);
        }

        var octets = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(octets, (ushort)Math.Clamp(timeout.Ticks / TicksPerTenth, 0, ushort.MaxValue));
        return new EdnsOption(EdnsOptionCode.TcpKeepalive, octets);
    }

    /// <summary>Reads the option; null when it is another one or has neither 0 nor 2 octets.</summary>
    public static TcpKeepalive? From(EdnsOption option)
    {
        ArgumentNullException.ThrowIfNull(option);
        return (option.Code, option.Data.Length) switch
        {
            (EdnsOptionCode.TcpKeepalive, 0) => new TcpKeepalive(),
            (EdnsOptionCode.TcpKeepalive, 2) => new TcpKeepalive(
                TimeSpan.FromTicks(BinaryPrimitives.ReadUInt16BigEndian(option.Data.Span) * TicksPerTenth)),
            _ => null,
        };
    }

    /// <summary>The time in seconds, as dig writes it.</summary>
    public override string ToString() =>
        Timeout is { } timeout ? string.Create(CultureInfo.InvariantCulture, $"{timeout.TotalSeconds:F1} secs") : "";
}
