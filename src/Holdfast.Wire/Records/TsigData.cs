using Holdfast.Wire.Messages;
using Holdfast.Wire.Names;
using Holdfast.Wire.Reading;
using Holdfast.Wire.Writing;
using Holdfast.Wire.ZoneText;

namespace Holdfast.Wire.Records;

/// <summary>A signature over the message it ends, by a shared secret (RFC 8945 §4.2).</summary>
/// <remarks>
/// <code>
/// /                ALGORITHM NAME               /  a name, never compressed
/// |                 TIME SIGNED                 |  48 bits, seconds since 1970
/// |                    FUDGE                    |  16 bits, seconds
/// |                   MAC SIZE                  |  16 bits
/// /                     MAC                     /  octets
/// |                 ORIGINAL ID                 |  16 bits
/// |                    ERROR                    |  16 bits: a response code
/// |                  OTHER LEN                  |  16 bits
/// /                  OTHER DATA                 /  octets
/// </code>
/// </remarks>
public sealed class TsigData(
    DomainName algorithm,
    ulong timeSigned,
    ushort fudge,
    ReadOnlyMemory<byte> mac,
    ushort originalId,
    ResponseCode error,
    ReadOnlyMemory<byte> other) : RecordData
{
    private const ulong MaxTime = (1ul << 48) - 1;

    /// <summary>How the signature was made, such as hmac-sha256.</summary>
    public DomainName Algorithm { get; } = algorithm;

    /// <summary>When it was made: seconds since 1970, 48 bits.</summary>
    public ulong TimeSigned { get; } = timeSigned & MaxTime;

    /// <summary>How far the clocks may be apart, in seconds.</summary>
    public ushort Fudge { get; } = fudge;

    /// <summary>The signature.</summary>
    public ReadOnlyMemory<byte> Mac { get; } = mac;

    /// <summary>The message's id before any forwarder changed it.</summary>
    public ushort OriginalId { get; } = originalId;

    /// <summary>What is wrong with the signature that this one answers.</summary>
    public ResponseCode Error { get; } = error;

    /// <summary>The server's time when the error is BADTIME; else empty.</summary>
    public ReadOnlyMemory<byte> Other { get; } = other;

    /// <inheritdoc/>
    public override RecordType Type => RecordType.TSIG;

    /// <summary>Reads the data.</summary>
    public static TsigData Read(ref WireReader reader) => new(
        reader.ReadUncompressedName(),
        reader.ReadUInt48(),
        reader.ReadUInt16(),
        reader.ReadOctets(reader.ReadUInt16()).ToArray(),
        reader.ReadUInt16(),
        (ResponseCode)reader.ReadUInt16(),
        reader.ReadOctets(reader.ReadUInt16()).ToArray());

    internal static TsigData Parse(ref PresentationReader text) => new(
        text.Name(),
        text.Number(MaxTime),
        text.UInt16(),
        CountedBase64(ref text),
        text.UInt16(),
        ErrorCode(ref text),
        CountedBase64(ref text));

    /// <inheritdoc/>
    public override void Write(ref WireWriter writer)
    {
        writer.WriteUncompressedName(Algorithm);
        writer.WriteUInt48(TimeSigned);
        writer.WriteUInt16(Fudge);
        writer.WriteUInt16((ushort)Mac.Length);
        writer.WriteOctets(Mac.Span);
        writer.WriteUInt16(OriginalId);
        writer.WriteUInt16((ushort)Error);
        writer.WriteUInt16((ushort)Other.Length);
        writer.WriteOctets(Other.Span);
    }

    /// <inheritdoc/>
    public override void Format(PresentationWriter text) => text
        .Name(Algorithm).Number(TimeSigned).Number(Fudge)
        .Number((ulong)Mac.Length).Base64(Mac.Span)
        .Number(OriginalId).Field(ErrorText(Error))
        .Number((ulong)Other.Length).Base64(Other.Span);

    private static byte[] CountedBase64(ref PresentationReader text)
    {
        var count = text.UInt16();
        var octets = count == 0 ? [] : text.Base64Word();
        if (octets.Length != count)
        {
            text.FailWord($"{count} octets in base64");
        }

        return octets;
    }

    // 16 is BADVERS in a header and BADSIG here (RFC 8945 §3).
    private static ResponseCode ErrorCode(ref PresentationReader text)
    {
        var word = text.Word();
        if (word is "BADSIG")
        {
            return ResponseCode.BadVersion;
        }

        if (!ResponseCodeText.TryParse(word, out var code))
        {
            text.FailWord("a response code");
        }

        return code;
    }

    private static string ErrorText(ResponseCode code) => code == ResponseCode.BadVersion ? "BADSIG" : code.ToText();
}
