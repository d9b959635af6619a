using Holdfast.Wire.Edns;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Names;
using Holdfast.Wire.Writing;

namespace Holdfast.Resolver.Resolving;

/// <summary>The octets of the query that a question becomes upstream.</summary>
internal static class UpstreamQuery
{
    // RFC 8467 §4.1: clients pad encrypted queries to a multiple of 128 octets.
    private const int PaddingBlock = 128;
    private const int OptOctets = 11;
    private const int OptionHeaderOctets = 4;

    /// <summary>Builds a query with id 0, RD set and EDNS.</summary>
    /// <param name="request">The question.</param>
    /// <param name="udpPayloadOctets">The payload size to offer.</param>
    /// <param name="padded">Whether to pad, as on encrypted transports.</param>
    public static byte[] Build(ResolutionRequest request, ushort udpPayloadOctets, bool padded)
    {
        Span<byte> octets = stackalloc byte[MessageHeader.Octets + DomainName.MaxOctets + 4 + OptOctets + 64 + PaddingBlock];
        var writer = new WireWriter(octets, compress: false);
        var flags = MessageFlags.RecursionDesired | (request.CheckingDisabled ? MessageFlags.CheckingDisabled : 0);
        new MessageHeader(0, (ushort)flags, 1, 0, 0, 1).Write(ref writer);
        request.Question.Write(ref writer);

        writer.WriteUInt8(0);
        writer.WriteUInt16((ushort)Wire.Records.RecordType.OPT);
        writer.WriteUInt16(udpPayloadOctets);
        writer.WriteUInt32(request.DnssecOk ? 0x8000u : 0);
        var length = writer.BeginLength16();
        if (!request.ClientSubnet.IsEmpty)
        {
            writer.WriteUInt16((ushort)EdnsOptionCode.ClientSubnet);
            writer.WriteUInt16((ushort)request.ClientSubnet.Length);
            writer.WriteOctets(request.ClientSubnet.Span);
        }

        if (padded)
        {
            var padding = (PaddingBlock - ((writer.Length + OptionHeaderOctets) % PaddingBlock)) % PaddingBlock;
            writer.WriteUInt16((ushort)EdnsOptionCode.Padding);
            writer.WriteUInt16((ushort)padding);
            writer.WriteOctets(stackalloc byte[padding]);
        }

        writer.EndLength16(length);
        return writer.Written.ToArray();
    }
}
