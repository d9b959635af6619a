using Holdfast.Resolver.Exchanges;
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
    /// <param name="transport">How it will travel: connections are asked how long they may stay, encrypted queries padded.</param>
    /// <param name="asksForProof">Whether to ask if the data are authentic: AD in a query (RFC 6840 §5.7).</param>
    public static byte[] Build(ResolutionRequest request, ushort udpPayloadOctets, Transport transport, bool asksForProof = false)
    {
        Span<byte> octets = stackalloc byte[MessageHeader.Octets + DomainName.MaxOctets + 4 + OptOctets + 64 + PaddingBlock];
        var writer = new WireWriter(octets, compress: false);
        var flags = MessageFlags.RecursionDesired | (request.CheckingDisabled ? MessageFlags.CheckingDisabled : 0)
            | (asksForProof ? MessageFlags.AuthenticData : 0);
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

        if (transport is Transport.Tcp or Transport.Tls)
        {
            writer.WriteUInt16((ushort)EdnsOptionCode.TcpKeepalive); // RFC 7828 §3.2.1; never over UDP, needless in HTTP/2
            writer.WriteUInt16(0);
        }

        if (transport is Transport.Tls or Transport.Https)
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
