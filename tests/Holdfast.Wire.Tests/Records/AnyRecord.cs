using System.Collections.Immutable;
using System.Net;
using CsCheck;
using Holdfast.Wire.Edns;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Names;
using Holdfast.Wire.Records;

namespace Holdfast.Wire.Tests.Records;

/// <summary>Generators of names, data of every type, records and messages.</summary>
internal static class AnyRecord
{
    public static readonly Gen<byte[]> Octets = Gen.Byte.Array[0, 40];
    private static readonly Gen<ReadOnlyMemory<byte>> _octets = Octets.Select(octets => (ReadOnlyMemory<byte>)octets);
    private static readonly Gen<ReadOnlyMemory<byte>> _someOctets = Gen.Byte.Array[1, 40].Select(octets => (ReadOnlyMemory<byte>)octets);
    private static readonly Gen<ReadOnlyMemory<byte>> _text = Gen.OneOf(_octets, Gen.Byte[32, 126].Array[0, 255].Select(octets => (ReadOnlyMemory<byte>)octets));

    // Where dnspython 2.3 errs there is nothing to compare with, and the tables have such cases instead: it writes octets
    // above 127 as UTF-8, URIs and protocols without escapes, altitudes by floating point, and hashes of other lengths
    // than multiples of five with padding.
    private static readonly Gen<ReadOnlyMemory<byte>> _ascii = Gen.Byte[0, 127].Array[0, 255].Select(octets => (ReadOnlyMemory<byte>)octets);

    private static readonly Gen<byte[]> _label = Gen.OneOf(
        Gen.OneOf("www", "a", "example", "*", "_tcp", "EXAMPLE", "mail-1").Select(System.Text.Encoding.ASCII.GetBytes),
        Gen.Byte.Array[1, 12],
        Gen.Byte[97, 122].Array[1, 63]);

    public static readonly Gen<DomainName> Name = Gen.OneOf(
        Gen.Const(DomainName.Root),
        _label.Array[0, 5].Select(Join),
        _label.Array[1, 3].Select(labels => Join([.. labels, "example"u8.ToArray()])));

    private static readonly Gen<uint> _seconds = Gen.OneOf(Gen.UInt[0, 86_400], Gen.UInt);

    private static readonly Gen<RecordType> _type = Gen.OneOf(
        Gen.OneOf(RecordType.A, RecordType.NS, RecordType.SOA, RecordType.MX, RecordType.AAAA, RecordType.RRSIG, RecordType.NSEC, RecordType.CAA, RecordType.URI),
        Gen.UShort[1000, 30_000].Select(number => (RecordType)number));

    private static readonly Gen<TypeBitmap> _types = _type.Array[1, 12].Select(types => new TypeBitmap(types));

    private static readonly Gen<ImmutableArray<ServiceParameter>> _parameters = Gen.Select(
        Gen.Bool, Gen.Byte[35, 126].Array[1, 20].Array[1, 3], Gen.UShort, Gen.UInt.Array[1, 3], Gen.Byte.Array[16], Gen.Byte.Array[1, 20], Gen.Byte.Array[0, 9])
        .Select((many, protocols, port, v4, v6, ech, other) => Parameters(many, protocols, port, v4, v6, ech, other));

    public static readonly IReadOnlyDictionary<RecordType, Gen<RecordData>> ByType = new Dictionary<RecordType, Gen<RecordData>>
    {
        [RecordType.A] = Gen.Byte.Array[4].Select(octets => (RecordData)new AData(new IPAddress(octets))),
        [RecordType.AAAA] = Gen.OneOf(Gen.Byte.Array[16], Gen.OneOf<byte>(0, 1, 255).Array[16]).Select(octets => (RecordData)new AaaaData(new IPAddress(octets))),
        [RecordType.NS] = Name.Select(name => (RecordData)new NsData(name)),
        [RecordType.CNAME] = Name.Select(name => (RecordData)new CnameData(name)),
        [RecordType.DNAME] = Name.Select(name => (RecordData)new DnameData(name)),
        [RecordType.PTR] = Name.Select(name => (RecordData)new PtrData(name)),
        [RecordType.SOA] = Gen.Select(Name, Name, Gen.UInt, _seconds, _seconds, _seconds, _seconds).Select((a, b, c, d, e, f, g) => (RecordData)new SoaData(a, b, c, d, e, f, g)),
        [RecordType.MX] = Gen.Select(Gen.UShort, Name).Select((a, b) => (RecordData)new MxData(a, b)),
        [RecordType.TXT] = _text.Array[1, 4].Select(strings => (RecordData)new TxtData([.. strings.Select(text => text.ToArray())])),
        [RecordType.SRV] = Gen.Select(Gen.UShort, Gen.UShort, Gen.UShort, Name).Select((a, b, c, d) => (RecordData)new SrvData(a, b, c, d)),
        [RecordType.NAPTR] = Gen.Select(Gen.UShort, Gen.UShort, _ascii, _ascii, _ascii, Name).Select((a, b, c, d, e, f) => (RecordData)new NaptrData(a, b, c, d, e, f)),
        [RecordType.CAA] = Gen.Select(Gen.Byte, Gen.OneOf("issue", "issuewild", "iodef", "x9"), _ascii).Select((a, b, c) => (RecordData)new CaaData(a, b, c)),
        [RecordType.SVCB] = Gen.Select(Gen.UShort, Name, _parameters).Select((a, b, c) => (RecordData)new SvcbData(a, b, a == 0 ? [] : c)),
        [RecordType.HTTPS] = Gen.Select(Gen.UShort, Name, _parameters).Select((a, b, c) => (RecordData)new HttpsData(a, b, a == 0 ? [] : c)),
        [RecordType.DS] = Gen.Select(Gen.UShort, Gen.Byte, Gen.Byte[5, 255], _someOctets).Select((a, b, c, d) => (RecordData)new DsData(a, b, c, d)),
        [RecordType.CDS] = Gen.Select(Gen.UShort, Gen.Byte, Gen.Byte[5, 255], _someOctets).Select((a, b, c, d) => (RecordData)new CdsData(a, b, c, d)),
        [RecordType.DNSKEY] = Gen.Select(Gen.UShort, Gen.Const((byte)3), Gen.Byte, _someOctets).Select((a, b, c, d) => (RecordData)new DnskeyData(a, b, c, d)),
        [RecordType.CDNSKEY] = Gen.Select(Gen.UShort, Gen.Const((byte)3), Gen.Byte, _someOctets).Select((a, b, c, d) => (RecordData)new CdnskeyData(a, b, c, d)),
        [RecordType.RRSIG] = Gen.Select(_type, Gen.Byte, Gen.Byte[0, 127], _seconds, Gen.UInt, Gen.UInt, Gen.Select(Gen.UShort, Name, _someOctets)).Select((a, b, c, d, e, f, g) => (RecordData)new RrsigData(a, b, c, d, e, f, g.Item1, g.Item2, g.Item3)),
        [RecordType.NSEC] = Gen.Select(Name, _types).Select((a, b) => (RecordData)new NsecData(a, b)),
        [RecordType.NSEC3] = Gen.Select(Gen.Byte, Gen.Byte, Gen.UShort, _octets, Gen.Byte.Array[20], _types).Select((a, b, c, d, e, f) => (RecordData)new Nsec3Data(a, b, c, d, e, f)),
        [RecordType.NSEC3PARAM] = Gen.Select(Gen.Byte, Gen.Byte, Gen.UShort, _octets).Select((a, b, c, d) => (RecordData)new Nsec3ParamData(a, b, c, d)),
        [RecordType.TLSA] = Gen.Select(Gen.Byte, Gen.Byte, Gen.Byte, _someOctets).Select((a, b, c, d) => (RecordData)new TlsaData(a, b, c, d)),
        [RecordType.SMIMEA] = Gen.Select(Gen.Byte, Gen.Byte, Gen.Byte, _someOctets).Select((a, b, c, d) => (RecordData)new SmimeaData(a, b, c, d)),
        [RecordType.SSHFP] = Gen.Select(Gen.Byte, Gen.Byte, _someOctets).Select((a, b, c) => (RecordData)new SshfpData(a, b, c)),
        [RecordType.URI] = Gen.Select(Gen.UShort, Gen.UShort, Gen.Byte[35, 91].Array[1, 300]).Select((a, b, c) => (RecordData)new UriData(a, b, c)),
        [RecordType.LOC] = Gen.Select(Gen.UInt[0, 180 * 3_600_000u], Gen.UInt[0, 360 * 3_600_000u], Gen.UInt[0, 42_949_672].Select(metres => metres * 100), _packed, _packed, _packed).Select(Loc),
        [RecordType.HINFO] = Gen.Select(_ascii, _ascii).Select((a, b) => (RecordData)new HinfoData(a, b)),
        [RecordType.RP] = Gen.Select(Name, Name).Select((a, b) => (RecordData)new RpData(a, b)),
        [RecordType.AFSDB] = Gen.Select(Gen.UShort, Name).Select((a, b) => (RecordData)new AfsdbData(a, b)),
        [RecordType.OPENPGPKEY] = _someOctets.Select(a => (RecordData)new OpenpgpkeyData(a)),
        [RecordType.EUI48] = Gen.Byte.Array[6].Select(a => (RecordData)new Eui48Data(a)),
        [RecordType.EUI64] = Gen.Byte.Array[8].Select(a => (RecordData)new Eui64Data(a)),
        [RecordType.CSYNC] = Gen.Select(Gen.UInt, Gen.UShort, _types).Select((a, b, c) => (RecordData)new CsyncData(a, b, c)),
        [RecordType.ZONEMD] = Gen.Select(Gen.UInt, Gen.Byte[2, 255], Gen.Byte[3, 255], Gen.Byte.Array[12, 64]).Select((a, b, c, d) => (RecordData)new ZonemdData(a, b, c, d)),
        [RecordType.TSIG] = Gen.Select(Name, Gen.ULong[0, (1ul << 48) - 1], Gen.UShort, _someOctets, Gen.UShort, Gen.UShort[0, 22], _octets).Select((a, b, c, d, e, f, g) => (RecordData)new TsigData(a, b, c, d, e, (ResponseCode)f, g)),
        [(RecordType)65_400] = _octets.Select(a => (RecordData)new UnknownData((RecordType)65_400, a)),
    };

    public static readonly Gen<RecordData> Data = Gen.OneOf([.. ByType.Values]);

    private static readonly Gen<ResourceRecord> _opt = Gen.Select(Gen.UShort, Gen.UInt, Gen.Select(Gen.UShort, _octets).Array[0, 4])
        .Select((size, ttl, options) => new ResourceRecord(
            DomainName.Root, (RecordClass)size, ttl, new OptData([.. options.Select(option => new EdnsOption((EdnsOptionCode)option.Item1, option.Item2))])));

    public static readonly Gen<ResourceRecord> Record = Gen.Select(Name, Gen.UInt[0, int.MaxValue], Data)
        .Select((name, ttl, data) => new ResourceRecord(name, RecordClass.Internet, ttl, data));

    public static readonly Gen<Message> Message = Gen.Select(
        Gen.Select(Gen.UShort, Gen.UShort),
        Gen.Select(Name, _type, Gen.UShort).Array[0, 2],
        Record.Array[0, 6],
        Record.Array[0, 4],
        Gen.OneOf(Record, _opt).Array[0, 4])
        .Select((head, questions, answers, authorities, additionals) => new Message
        {
            Id = head.Item1,
            Flags = (MessageFlags)head.Item2 & MessageFlags.All,
            Opcode = (Opcode)((head.Item2 >> 11) & 0xF),
            HeaderResponseCode = (ResponseCode)(head.Item2 & 0xF),
            Questions = [.. questions.Select(question => new Question(question.Item1, question.Item2, (RecordClass)question.Item3))],
            Answers = [.. answers],
            Authorities = [.. authorities],
            Additionals = [.. additionals],
        });

    private static Gen<byte> _packed => Gen.OneOf(Gen.Const((byte)0), Gen.Select(Gen.Byte[1, 9], Gen.Byte[0, 9]).Select((digit, power) => (byte)((digit << 4) | power)));

    private static DomainName Join(byte[][] labels)
    {
        var octets = new List<byte>();
        foreach (var label in labels)
        {
            if (octets.Count + label.Length + 2 <= DomainName.MaxOctets)
            {
                octets.Add((byte)label.Length);
                octets.AddRange(label);
            }
        }

        octets.Add(0);
        return DomainName.TryFromOctets(octets.ToArray(), out var name) ? name : DomainName.Root;
    }

    private static RecordData Loc(uint latitude, uint longitude, uint altitude, byte size, byte horizontal, byte vertical)
    {
        var octets = new byte[16];
        var writer = new Wire.Writing.WireWriter(octets);
        writer.WriteOctets([0, size, horizontal, vertical]);
        writer.WriteUInt32((1u << 31) - (90 * 3_600_000u) + latitude);
        writer.WriteUInt32((1u << 31) - (180 * 3_600_000u) + longitude);
        writer.WriteUInt32(altitude);
        var reader = new Wire.Reading.WireReader(octets);
        return LocData.Read(ref reader);
    }

    private static ImmutableArray<ServiceParameter> Parameters(
        bool many, byte[][] protocols, ushort port, uint[] v4, byte[] v6, byte[] ech, byte[] other)
    {
        List<ServiceParameter> parameters =
        [
            new(ServiceParameterKey.Mandatory, new byte[] { 0, 1, 0, 3 }),
            new(ServiceParameterKey.Alpn, protocols.SelectMany(protocol => protocol.Prepend((byte)protocol.Length)).ToArray()),
            new(ServiceParameterKey.NoDefaultAlpn, default),
            new(ServiceParameterKey.Port, new[] { (byte)(port >> 8), (byte)port }),
            new(ServiceParameterKey.IPv4Hint, v4.SelectMany(BitConverter.GetBytes).ToArray()),
            new(ServiceParameterKey.Ech, ech),
            new(ServiceParameterKey.IPv6Hint, v6),
            new((ServiceParameterKey)(100 + port / 2), other),
        ];
        return many ? [.. parameters] : [parameters[3], parameters[7]];
    }
}
