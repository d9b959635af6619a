using Holdfast.Wire.Reading;
using Holdfast.Wire.Writing;
using Holdfast.Wire.ZoneText;

namespace Holdfast.Wire.Records;

/// <summary>A fingerprint of a host's SSH key (RFC 4255 §3.1).</summary>
/// <remarks>
/// <code>
/// |                  ALGORITHM                  |  8 bits
/// |                   FP TYPE                   |  8 bits
/// /                 FINGERPRINT                 /  octets, to the end
/// </code>
/// </remarks>
public sealed class SshfpData(byte algorithm, byte fingerprintType, ReadOnlyMemory<byte> fingerprint) : RecordData
{
    /// <summary>The key's algorithm.</summary>
    public byte Algorithm { get; } = algorithm;

    /// <summary>How the fingerprint was made.</summary>
    public byte FingerprintType { get; } = fingerprintType;

    /// <summary>The fingerprint.</summary>
    public ReadOnlyMemory<byte> Fingerprint { get; } = fingerprint;

    /// <inheritdoc/>
    public override RecordType Type => RecordType.SSHFP;

    /// <summary>Reads the data.</summary>
    public static SshfpData Read(ref WireReader reader) =>
        new(reader.ReadUInt8(), reader.ReadUInt8(), reader.ReadRemaining().ToArray());

    internal static SshfpData Parse(ref PresentationReader text) => new(text.UInt8(), text.UInt8(), text.Hex());

    /// <inheritdoc/>
    public override void Write(ref WireWriter writer)
    {
        writer.WriteUInt8(Algorithm);
        writer.WriteUInt8(FingerprintType);
        writer.WriteOctets(Fingerprint.Span);
    }

    /// <inheritdoc/>
    public override void Format(PresentationWriter text) =>
        text.Number(Algorithm).Number(FingerprintType).Hex(Fingerprint.Span);
}
