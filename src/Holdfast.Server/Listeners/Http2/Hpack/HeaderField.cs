namespace Holdfast.Server.Listeners.Http2.Hpack;

/// <summary>A header field in borrowed octets.</summary>
internal readonly ref struct HeaderField(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
{
    // What an entry costs beside its octets (RFC 7541 §4.1).
    private const int Overhead = 32;

    public ReadOnlySpan<byte> Name { get; } = name;

    public ReadOnlySpan<byte> Value { get; } = value;

    /// <summary>What it counts towards a table's or a header list's size (RFC 7541 §4.1, RFC 9113 §6.5.2).</summary>
    public int Size => SizeOf(Name.Length, Value.Length);

    public static int SizeOf(int nameOctets, int valueOctets) => nameOctets + valueOctets + Overhead;
}
