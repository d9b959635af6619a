using System.Buffers.Binary;
using System.Text;
using Holdfast.Wire.Edns;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Records;

namespace Holdfast.Server.Pipeline;

/// <summary>Appends an OPT record to a response, option by option, as far as the room goes. Hot path: no allocation.</summary>
internal ref struct OptWriter
{
    /// <summary>An OPT record without options: root, type, class, TTL, RDLENGTH.</summary>
    public const int EmptyOctets = 11;

    private const int OptionHeadOctets = 4;
    private const int AdditionalCountOffset = 10;
    private const int DataLengthOffset = 9;

    private readonly Span<byte> _response;
    private readonly int _start;

    /// <summary>Begins the record, and counts it in the header.</summary>
    /// <param name="response">The response, as long as it may become.</param>
    /// <param name="length">How long it is; there must be room for an empty record.</param>
    /// <param name="payloadOctets">How large a UDP payload we take.</param>
    /// <param name="code">The whole response code; its low four bits stand in the header.</param>
    /// <param name="dnssecOk">DO, as the client sent it (RFC 3225 §3).</param>
    public OptWriter(Span<byte> response, int length, ushort payloadOctets, ResponseCode code, bool dnssecOk)
    {
        _response = response;
        _start = length;
        var record = response.Slice(length, EmptyOctets);
        record[0] = 0;
        BinaryPrimitives.WriteUInt16BigEndian(record[1..], (ushort)RecordType.OPT);
        BinaryPrimitives.WriteUInt16BigEndian(record[3..], payloadOctets);
        BinaryPrimitives.WriteUInt32BigEndian(record[5..], ((uint)code >> 4 << 24) | (dnssecOk ? 0x8000u : 0));
        var additionals = response[AdditionalCountOffset..];
        BinaryPrimitives.WriteUInt16BigEndian(additionals, (ushort)(BinaryPrimitives.ReadUInt16BigEndian(additionals) + 1));
        Length = length + EmptyOctets;
    }

    /// <summary>How long the response now is.</summary>
    public int Length { get; private set; }

    /// <summary>Adds an option and gives its data to be filled; empty when it does not fit.</summary>
    public Span<byte> Add(EdnsOptionCode code, int octets)
    {
        if (Length + OptionHeadOctets + octets > _response.Length)
        {
            return default;
        }

        var option = _response[Length..];
        BinaryPrimitives.WriteUInt16BigEndian(option, (ushort)code);
        BinaryPrimitives.WriteUInt16BigEndian(option[2..], (ushort)octets);
        Length += OptionHeadOctets + octets;
        return option.Slice(OptionHeadOctets, octets);
    }

    /// <summary>Adds an extended error: with its text if that fits, else without, else not at all (RFC 8914 §3).</summary>
    public void Add(ExtendedError error)
    {
        var text = Encoding.UTF8.GetByteCount(error.Text);
        var data = Add(EdnsOptionCode.ExtendedError, 2 + text);
        if (data.IsEmpty)
        {
            text = 0;
            data = Add(EdnsOptionCode.ExtendedError, 2);
        }

        if (!data.IsEmpty)
        {
            BinaryPrimitives.WriteUInt16BigEndian(data, (ushort)error.Code);
            if (text > 0)
            {
                Encoding.UTF8.GetBytes(error.Text, data[2..]);
            }
        }
    }

    /// <summary>Pads the whole response to a multiple of <paramref name="block"/> octets (RFC 8467 §4.1).</summary>
    public void Pad(int block)
    {
        var padded = Math.Min((Length + OptionHeadOctets + block - 1) / block * block, _response.Length);
        if (padded >= Length + OptionHeadOctets)
        {
            Add(EdnsOptionCode.Padding, padded - Length - OptionHeadOctets).Clear();
        }
    }

    /// <summary>Ends the record.</summary>
    /// <returns>How long the response is.</returns>
    public readonly int End()
    {
        BinaryPrimitives.WriteUInt16BigEndian(_response[(_start + DataLengthOffset)..], (ushort)(Length - _start - EmptyOctets));
        return Length;
    }
}
