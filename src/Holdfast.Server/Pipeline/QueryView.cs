using System.Buffers.Binary;
using Holdfast.Wire.Edns;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Names;
using Holdfast.Wire.Records;

namespace Holdfast.Server.Pipeline;

/// <summary>
/// A query read in place, over octets that somebody else owns: header, one question, and what its OPT record asks for.
/// Hot path: it allocates nothing, and never throws on input.
/// </summary>
/// <remarks>A question's name can never be compressed: no name stands before it to point at.</remarks>
internal ref struct QueryView
{
    private const int FixedRecordOctets = 10; // type, class, TTL, RDLENGTH
    private const int MostAdditionals = 4;    // OPT, TSIG or SIG(0), and room for one surprise

    /// <summary>The whole query.</summary>
    public ReadOnlySpan<byte> Octets { get; private init; }

    /// <summary>The client's id.</summary>
    public ushort Id { get; private set; }

    /// <summary>The header's second 16 bits.</summary>
    public ushort RawFlags { get; private set; }

    /// <summary>The name asked for, uncompressed, as the client spelt it.</summary>
    public ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>Where the name's last label begins (the root's own octet for the root).</summary>
    public int TopLabel { get; private set; }

    /// <summary>The type asked for.</summary>
    public RecordType Type { get; private set; }

    /// <summary>The class asked for.</summary>
    public RecordClass Class { get; private set; }

    /// <summary>The first octet after the question; after the header where there is no readable question.</summary>
    public int QuestionEnd { get; private set; }

    /// <summary>Whether the client speaks EDNS.</summary>
    public bool HasEdns { get; private set; }

    /// <summary>The UDP payload the client can take, in octets; 512 without EDNS.</summary>
    public ushort UdpPayloadOctets { get; private set; }

    /// <summary>DO.</summary>
    public bool DnssecOk { get; private set; }

    /// <summary>The client's COOKIE: 8, or 16 to 40 octets; empty for none.</summary>
    public ReadOnlySpan<byte> Cookie { get; private set; }

    /// <summary>The client's subnet option (RFC 7871), sound in form; empty for none.</summary>
    public ReadOnlySpan<byte> ClientSubnet { get; private set; }

    /// <summary>Whether the server's identity is asked for (RFC 5001).</summary>
    public bool WantsServerIdentity { get; private set; }

    /// <summary>Whether the connection's idle timeout is asked for (RFC 7828).</summary>
    public bool WantsKeepalive { get; private set; }

    /// <summary>Whether the query is padded, and so asks for padding (RFC 7830 §4).</summary>
    public bool IsPadded { get; private set; }

    /// <summary>The header's flags.</summary>
    public readonly MessageFlags Flags => (MessageFlags)RawFlags & MessageFlags.All;

    /// <summary>The opcode.</summary>
    public readonly Opcode Opcode => (Opcode)((RawFlags >> 11) & 0xF);

    /// <summary>Reads a query.</summary>
    public static QueryFault Read(ReadOnlySpan<byte> octets, out QueryView query)
    {
        query = new QueryView { Octets = octets, UdpPayloadOctets = 512, QuestionEnd = MessageHeader.Octets };
        return query.Read();
    }

    private QueryFault Read()
    {
        if (Octets.Length < MessageHeader.Octets)
        {
            return QueryFault.NotAQuery;
        }

        Id = BinaryPrimitives.ReadUInt16BigEndian(Octets);
        RawFlags = BinaryPrimitives.ReadUInt16BigEndian(Octets[2..]);
        if ((Flags & MessageFlags.Response) != 0)
        {
            return QueryFault.NotAQuery;
        }

        if (Opcode != Opcode.Query)
        {
            return QueryFault.UnknownOpcode;
        }

        var questions = BinaryPrimitives.ReadUInt16BigEndian(Octets[4..]);
        var answersAndAuthorities = BinaryPrimitives.ReadUInt32BigEndian(Octets[6..]);
        var additionals = BinaryPrimitives.ReadUInt16BigEndian(Octets[10..]);
        if (questions > 1 || additionals > MostAdditionals || (Flags & MessageFlags.Truncated) != 0)
        {
            return QueryFault.Malformed;
        }

        var at = MessageHeader.Octets;
        if (questions == 1 && !ReadQuestion(ref at))
        {
            return QueryFault.Malformed;
        }

        // An IXFR query carries the client's SOA as authority (RFC 1995 §3); it is refused for its type, not its form.
        if (answersAndAuthorities != 0 && Type != RecordType.IXFR)
        {
            return QueryFault.Malformed;
        }

        var fault = answersAndAuthorities == 0 ? ReadAdditionals(at, additionals) : QueryFault.None;
        return fault != QueryFault.None || questions == 1 ? fault
            : Cookie.IsEmpty ? QueryFault.Malformed : QueryFault.CookieOnly;
    }

    private bool ReadQuestion(ref int at)
    {
        var octets = Octets;
        var start = at;
        while (true)
        {
            if (at >= octets.Length)
            {
                return false;
            }

            int label = octets[at];
            if (label == 0)
            {
                break;
            }

            if (label > DomainName.MaxLabelOctets)
            {
                return false;
            }

            TopLabel = at - start;
            at += label + 1;
        }

        at++;
        if (at - start > DomainName.MaxOctets || at + 4 > octets.Length)
        {
            return false;
        }

        Name = octets[start..at];
        Type = (RecordType)BinaryPrimitives.ReadUInt16BigEndian(octets[at..]);
        Class = (RecordClass)BinaryPrimitives.ReadUInt16BigEndian(octets[(at + 2)..]);
        at += 4;
        QuestionEnd = at;
        return true;
    }

    private QueryFault ReadAdditionals(int at, int count)
    {
        var fault = QueryFault.None;
        for (; count > 0; count--)
        {
            var owner = at;
            if (!TrySkipName(ref at) || at + FixedRecordOctets > Octets.Length)
            {
                return QueryFault.Malformed;
            }

            var fields = Octets[at..];
            var type = (RecordType)BinaryPrimitives.ReadUInt16BigEndian(fields);
            var length = BinaryPrimitives.ReadUInt16BigEndian(fields[8..]);
            at += FixedRecordOctets;
            if (at + length > Octets.Length)
            {
                return QueryFault.Malformed;
            }

            if (type == RecordType.OPT)
            {
                // One OPT at most, and the root owns it (RFC 6891 §6.1.1, §6.1.2).
                if (HasEdns || Octets[owner] != 0)
                {
                    return QueryFault.Malformed;
                }

                HasEdns = true;
                UdpPayloadOctets = Math.Max((ushort)512, BinaryPrimitives.ReadUInt16BigEndian(fields[2..]));
                DnssecOk = (fields[6] & 0x80) != 0;
                if (fields[5] != 0)
                {
                    // A later version may lay its options out differently.
                    fault = QueryFault.UnknownEdnsVersion;
                }
                else if (!ReadOptions(Octets.Slice(at, length)))
                {
                    return QueryFault.Malformed;
                }
            }

            at += length;
        }

        return at == Octets.Length ? fault : QueryFault.Malformed;
    }

    private readonly bool TrySkipName(ref int at)
    {
        while (at < Octets.Length)
        {
            int head = Octets[at];
            switch (head)
            {
                case 0:
                    at++;
                    return true;
                case <= DomainName.MaxLabelOctets:
                    at += head + 1;
                    break;
                case >= 0xC0:
                    at += 2;
                    return true;
                default:
                    return false;
            }
        }

        return false;
    }

    private bool ReadOptions(ReadOnlySpan<byte> options)
    {
        while (!options.IsEmpty)
        {
            if (options.Length < 4)
            {
                return false;
            }

            var code = (EdnsOptionCode)BinaryPrimitives.ReadUInt16BigEndian(options);
            int length = BinaryPrimitives.ReadUInt16BigEndian(options[2..]);
            if (4 + length > options.Length)
            {
                return false;
            }

            var data = options.Slice(4, length);
            options = options[(4 + length)..];
            switch (code)
            {
                case EdnsOptionCode.Cookie:
                    // Other lengths are FORMERR (RFC 7873 §5.2.2); of several cookies the first counts (§5.2).
                    if (length is not (8 or (>= 16 and <= 40)))
                    {
                        return false;
                    }

                    Cookie = Cookie.IsEmpty ? data : Cookie;
                    break;
                case EdnsOptionCode.ClientSubnet:
                    if (!ClientSubnetForm.IsSound(data))
                    {
                        return false;
                    }

                    ClientSubnet = data;
                    break;
                case EdnsOptionCode.NameServerIdentifier:
                    WantsServerIdentity = true;
                    break;
                case EdnsOptionCode.TcpKeepalive:
                    WantsKeepalive = true;
                    break;
                case EdnsOptionCode.Padding:
                    IsPadded = true;
                    break;
            }
        }

        return true;
    }
}
