using Holdfast.TestPeers.Octets;
using Holdfast.Wire.Names;
using Holdfast.Wire.Reading;
using Holdfast.Wire.Records;
using Holdfast.Wire.Writing;

namespace Holdfast.Wire.Tests.Records;

/// <summary>Hand-written octets of every type, beside their text.</summary>
public sealed class RecordTableTests
{
    public static readonly TheoryData<string, string, string> Both = new()
    {
        { "A", "C0000221", "192.0.2.33" },
        { "AAAA", "20010DB8 00*8 00000001", "2001:db8::1" },
        { "NS", "@ns1.example", "ns1.example." },
        { "CNAME", "@www.example", "www.example." },
        { "DNAME", "@example.net", "example.net." },
        { "PTR", "@host.example", "host.example." },
        { "SOA", "@ns.example @root.example 78A40481 00000E10 00000384 00093A80 0000003C", "ns.example. root.example. 2024014977 3600 900 604800 60" },
        { "MX", "000A @mail.example", "10 mail.example." },
        { "MX", "0000 00", "0 ." },
        { "TXT", "05 'hello' 00 03 5C227F", "\"hello\" \"\" \"\\\\\\\"\\127\"" },
        { "SRV", "0001 0002 0050 @www.example", "1 2 80 www.example." },
        { "NAPTR", "0064 000A 01 'u' 07 'E2U+sip' 16 '!^.*$!sip:i@x.example!' 00", "100 10 \"u\" \"E2U+sip\" \"!^.*$!sip:i@x.example!\" ." },
        { "CAA", "80 05 'issue' 'ca.example'", "128 issue \"ca.example\"" },
        { "CAA", "00 05 'iodef'", "0 iodef \"\"" },
        { "DS", "EC45 05 01 2BB183AF5F22588179A53B0A98631FAD1A292118", "60485 5 1 2BB183AF5F22588179A53B0A98631FAD1A292118" },
        { "CDS", "0000 00 00 00", "0 0 0 00" },
        { "DNSKEY", "0101 03 0D 01020304", "257 3 13 AQIDBA==" },
        { "CDNSKEY", "0000 03 00 00", "0 3 0 AA==" },
        { "RRSIG", "0001 05 03 00015180 3E7BE1D7 3E545397 0A52 @example.com A0905D", "A 5 3 86400 20030322040855 20030220040335 2642 example.com. oJBd" },
        { "NSEC", "@host.example.com 0006 400100000003 041B 00*26 20", "host.example.com. A MX RRSIG NSEC TYPE1234" },
        { "NSEC3", "01 01 000C 04 AABBCCDD 14 17F3DF17B2B2ADAEF615257DE4D2020B80AC6C7C 0006 400000000002", "1 1 12 AABBCCDD 2VPTU5TIMAMQTTGL4LUU9KG21E0AOR3S A RRSIG" },
        { "NSEC3PARAM", "01 00 0000 00", "1 0 0 -" },
        { "NSEC3PARAM", "01 00 000C 04 AABBCCDD", "1 0 12 AABBCCDD" },
        { "TLSA", "03 01 01 0123", "3 1 1 0123" },
        { "SMIMEA", "03 00 00 ABCD", "3 0 0 ABCD" },
        { "SSHFP", "02 01 123456789ABCDEF67890123456789ABCDEF67890", "2 1 123456789ABCDEF67890123456789ABCDEF67890" },
        { "URI", "000A 0001 'ftp://ftp1.example.com/public'", "10 1 \"ftp://ftp1.example.com/public\"" },
        { "LOC", "00 33 16 13 89172DD0 70BE15F0 00988D20", "42 21 54.000 N 71 6 18.000 W -24.00m 30.00m 10000.00m 10.00m" },
        { "HINFO", "07 'RFC8482' 00", "\"RFC8482\" \"\"" },
        { "RP", "@louie.trantor.example @LAM1.people.example", "louie.trantor.example. LAM1.people.example." },
        { "AFSDB", "0001 @bigbird.example", "1 bigbird.example." },
        { "OPENPGPKEY", "010203", "AQID" },
        { "EUI48", "00005E00532A", "00-00-5e-00-53-2a" },
        { "EUI64", "00005EEF1000002A", "00-00-5e-ef-10-00-00-2a" },
        { "CSYNC", "00000042 0003 0004 60000008", "66 3 A NS AAAA" },
        { "ZONEMD", "78A40481 01 01 000102030405060708090A0B", "2024014977 1 1 000102030405060708090A0B" },
        { "SVCB", "0001 00", "1 ." },
        { "HTTPS", "0001 00 0001 0006 02 'h2' 02 'h3' 0003 0002 01BB 0004 0004 C0000201 0005 0002 ABCD", "1 . alpn=\"h2,h3\" port=443 ipv4hint=192.0.2.1 ech=q80=" },
        { "HTTPS", "0001 00 0001 0003 02 'h2' 0002 0000 0008 0000 FFFA 0002 2201", "1 . alpn=\"h2\" no-default-alpn ohttp key65530=\"\\\"\\001\"" },
        { "TSIG", "@hmac-sha256 000065A4B8C0 012C 0004 01020304 1234 0010 0000", "hmac-sha256. 1705294016 300 4 AQIDBA== 4660 BADSIG 0" },
        { "TYPE65534", "DEADBEEF", "\\# 4 DEADBEEF" },
        { "TYPE65534", "", "\\# 0" },
        { "OPT", "000A 0008 0102030405060708 FDE9 0000", "\\# 16 000A00080102030405060708FDE90000" },
    };

    // What people also write, and what it means.
    public static readonly TheoryData<string, string, string> AlsoRead = new()
    {
        { "A", "\\# 4 0A000001", "0A000001" },
        { "A", "( 192.0.2.1 ) ; a comment", "C0000201" },
        { "AAAA", "::ffff:192.0.2.1", "00*10 FFFF C0000201" },
        { "NS", "ns1", "@ns1.origin.example" },
        { "NS", "@", "@origin.example" },
        { "NS", "a\\.b\\032c", "05 'a.b' 20 63 @origin.example" },
        { "SOA", "ns root 1 1h 15m 1w 1d2h3m4s", "@ns.origin.example @root.origin.example 00000001 00000E10 00000384 00093A80 00016E58" },
        { "TXT", "unquoted \"a \\; b\" \\\"", "08 'unquoted' 05 61203B2062 01 22" },
        { "TXT", "\\# 3 02 61 62", "02 'ab'" },
        { "TXT", "\"\\# 3\"", "03 '#' 20 '3'" },
        { "TXT", "\u00fc", "02 C3BC" },
        { "DS", "60485 RSASHA1 1 2BB183AF5F22588179A53B0A9863 1FAD1A292118", "EC45 05 01 2BB183AF5F22588179A53B0A98631FAD1A292118" },
        { "DNSKEY", "257 3 ed25519 AQ ID", "0101 03 0F 010203" },
        { "RRSIG", "TYPE1 8 2 1h 1000000000 999999999 1 . AQ==", "0001 08 02 00000E10 3B9ACA00 3B9AC9FF 0001 00 01" },
        { "RRSIG", "A 8 2 0 21060207062816 19691231235959 1 . AQ==", "0001 08 02 00000000 00000000 FFFFFFFF 0001 00 01" },
        { "NSEC3", "1 0 0 - vvvvvvvv", "01 00 0000 00 05 FFFFFFFFFF" },
        { "LOC", "0 N 0 E 0", "00 12 16 13 80000000 80000000 00989680" },
        { "LOC", "52 22 23.000 N 4 53 32.000 E -2.00m 0.00m 10000m 10m", "00 00 16 13 8B3CF018 810CBCE0 009895B8" },
        { "URI", "1 2 \"a\\\"b\"", "0001 0002 612262" },
        { "CAA", "0 ISSUE \\;", "00 05 'ISSUE' 3B" },
        { "HTTPS", "1 . port=8443 alpn=h2", "0001 00 0001 0003 02 'h2' 0003 0002 20FB" },
        { "TSIG", "hmac-sha256. 1 2 0 3 NOERROR 0", "@hmac-sha256 000000000001 0002 0000 0003 0000 0000" },
    };

    public static readonly TheoryData<string, string, WireFault> BadOctets = new()
    {
        { "A", "C00002", WireFault.Truncated },
        { "A", "C000020101", WireFault.BadRdataLength },
        { "AAAA", "20010DB8", WireFault.Truncated },
        { "NS", "", WireFault.Truncated },
        { "NS", "@a.example 00", WireFault.BadRdataLength },
        { "SOA", "@a @b 00000001", WireFault.Truncated },
        { "TXT", "", WireFault.Truncated },
        { "TXT", "05 'abc'", WireFault.Truncated },
        { "HINFO", "01 'a'", WireFault.Truncated },
        { "CAA", "00 00 'x'", WireFault.BadValue },
        { "CAA", "00 03 'a-b'", WireFault.BadValue },
        { "URI", "0001 0001", WireFault.BadValue },
        { "NSEC", "@a 0000", WireFault.BadValue },
        { "NSEC", "@a 0021 01*33", WireFault.BadValue },
        { "NSEC", "@a 0002 4000", WireFault.BadValue },
        { "NSEC", "@a 0101 40 0001 40", WireFault.BadValue },
        { "NSEC", "@a 0001 40 0001 40", WireFault.BadValue },
        { "NSEC", "@a 0005 4001", WireFault.Truncated },
        { "NSEC", "@a 00", WireFault.Truncated },
        { "CSYNC", "00000042 0003 0004 60", WireFault.Truncated },
        { "NSEC3", "01 00 0000 00 00", WireFault.BadValue },
        { "NSEC3", "01 00 0000 05 AA", WireFault.Truncated },
        { "ZONEMD", "00000001 01 01 00*11", WireFault.BadValue },
        { "LOC", "00 0F 16 13 80000000 80000000 00989680", WireFault.BadValue },
        { "LOC", "00 12 1A 13 80000000 80000000 00989680", WireFault.BadValue },
        { "LOC", "00 12 16 13 00000000 80000000 00989680", WireFault.BadValue },
        { "SVCB", "0001 00 0003 0002 01BB 0001 0003 02 'h2'", WireFault.BadValue },
        { "SVCB", "0001 00 0003 0002 01BB 0003 0002 01BB", WireFault.BadValue },
        { "SVCB", "0001 00 0003 0003 01BB", WireFault.Truncated },
        { "EUI48", "00005E0053", WireFault.Truncated },
        { "EUI64", "00005EEF1000002A00", WireFault.BadRdataLength },
        { "OPT", "000A 0008 01", WireFault.Truncated },
        { "OPT", "000A", WireFault.Truncated },
        { "TSIG", "@h 000000000001 0002 0005 01", WireFault.Truncated },
    };

    public static readonly TheoryData<string, string, int, string> BadText = new()
    {
        { "A", "192.0.2.256", 1, "'192.0.2.256' is not an IPv4 address." },
        { "A", "192.0.2", 1, "is not an IPv4 address" },
        { "A", "192.0.2.01", 1, "is not an IPv4 address" },
        { "A", "192.0.2.1 extra", 11, "'extra' is not expected here" },
        { "A", "", 1, "Something is missing" },
        { "AAAA", "fe80::1%eth0", 1, "is not an IPv6 address" },
        { "AAAA", "::1.2.3", 1, "is not an IPv6 address" },
        { "AAAA", "1.2.3.4", 1, "is not an IPv6 address" },
        { "MX", "70000 mail.example.", 1, "'70000' is not a number from 0 to 65535." },
        { "MX", "10", 3, "Something is missing" },
        { "MX", "10 a..b", 4, "two dots" },
        { "MX", "-1 a.", 1, "is not a number" },
        { "SOA", "ns. root. 1 2 3 4 5x", 19, "is not a time" },
        { "SOA", "ns. root. 1 2 3 4 9999999w", 19, "is not a time" },
        { "TXT", "\"open", 6, "quotation mark is not closed" },
        { "TXT", "a\\25", 1, "backslash" },
        { "TXT", "a\\256", 1, "backslash" },
        { "DS", "1 2 3 ABC", 7, "hexadecimal" },
        { "DS", "1 NOPE 3 AB", 3, "is not a DNSSEC algorithm" },
        { "DNSKEY", "257 3 13 A!==", 10, "base64" },
        { "RRSIG", "A 5 3 1 20031322041111 0 1 . AQ==", 9, "is not a moment" },
        { "NSEC", "a. A NOPE", 6, "is not a record type" },
        { "NSEC3", "1 0 0 - VVVVVVVX", 9, "base32" },
        { "LOC", "91 N 0 E 0m", 1, "is not a number from 0 to 90" },
        { "LOC", "90 0 0.001 N 0 E 0m", 12, "after at most 90 degrees" },
        { "LOC", "1 X 0 E 0m", 3, "is not N or S" },
        { "EUI48", "00-00-5e-00-53", 1, "6 pairs" },
        { "CAA", "0 a-b x", 3, "is not a tag" },
        { "URI", "1 2 \"\"", 5, "is not a URI" },
        { "TYPE65534", "abc", 1, "has no text form" },
        { "TYPE65534", "\\# 2 ABCDEF", 6, "2 octets are announced, and 3 are here" },
        { "MX", "\\# 4 000AC000", 6, "are not the data of MX" },
        { "A", "\\# 3 0A0000", 6, "are not the data of A" },
        { "A", "( 1.2.3.4", 1, "never closed" },
        { "A", "1.2.3.4 )", 9, "never opened" },
        { "A", "1.2.3.4\n5.6.7.8", 1, "goes on after the record" },
    };

    [Theory]
    [MemberData(nameof(Both))]
    public void Octets_and_text_mean_each_other(string type, string octets, string text)
    {
        var expected = HandWritten.Of(octets);
        var read = Read(type, expected, out var fault);
        Assert.Equal(WireFault.None, fault);
        Assert.Equal(text, read.ToString());
        Assert.Equal(expected, read.ToOctets());
        Assert.Equal(TypeOf(type), read.Type);

        Assert.True(RecordData.TryParse(TypeOf(type), text, null, out var parsed, out var error), error?.ToString());
        Assert.Equal(expected, parsed.ToOctets());
        Assert.Equal(read, parsed);
        Assert.Equal(read.GetHashCode(), parsed.GetHashCode());
    }

    [Theory]
    [MemberData(nameof(Both))]
    public void The_generic_form_is_read_for_every_type(string type, string octets, string text)
    {
        var expected = HandWritten.Of(octets);
        var generic = $"\\# {expected.Length} {Convert.ToHexString(expected)}";
        Assert.True(RecordData.TryParse(TypeOf(type), generic, null, out var parsed, out var error), error?.ToString());
        Assert.Equal(text, parsed.ToString());
    }

    [Theory]
    [MemberData(nameof(AlsoRead))]
    public void Other_spellings_are_read(string type, string text, string octets)
    {
        Assert.True(RecordData.TryParse(TypeOf(type), text, DomainName.Parse("origin.example"), out var data, out var error), error?.ToString());
        Assert.Equal(Convert.ToHexString(HandWritten.Of(octets)), Convert.ToHexString(data.ToOctets()));
    }

    [Theory]
    [MemberData(nameof(BadOctets))]
    public void Octets_that_are_not_data_have_a_named_fault(string type, string octets, WireFault expected)
    {
        Read(type, HandWritten.Of(octets), out var fault);
        Assert.Equal(expected, fault);
    }

    [Theory]
    [MemberData(nameof(BadText))]
    public void Text_that_is_not_data_has_a_place_and_a_reason(string type, string text, int column, string reason)
    {
        Assert.False(RecordData.TryParse(TypeOf(type), text, null, out var data, out var error));
        Assert.Null(data);
        Assert.Contains(reason, error.Problem, StringComparison.Ordinal);
        Assert.Equal(column, error.Column);
    }

    [Fact]
    public void Every_type_of_the_registry_that_has_a_reader_stands_in_the_table()
    {
        var inTable = Both.Select(row => TypeOf(row.Data.Item1)).ToHashSet();
        Assert.DoesNotContain(AnyRecord.ByType.Keys, type => type < (RecordType)60_000 && !inTable.Contains(type));
    }

    [Theory]
    [InlineData("SRV", "0001 0002 0050 C00C")]
    [InlineData("NAPTR", "0064 000A 00 00 00 C00C")]
    [InlineData("RP", "C00C C00C")]
    [InlineData("AFSDB", "0001 C00C")]
    [InlineData("DNAME", "C00C")]
    [InlineData("MINFO", "C00C C00C")]
    [InlineData("RT", "000A C00C")]
    [InlineData("SIG", "00*18 C00C 01")]
    public void Names_in_older_types_are_read_compressed_and_written_in_full(string type, string data)
    {
        var message = HandWritten.Of("00*12 @a.example " + data);
        var reader = new WireReader(message);
        reader.ReadOctets(AfterName);
        var read = RecordData.Read(TypeOf(type), RecordClass.Internet, ref reader);
        Assert.True(reader.Ok, $"{reader.Fault}");
        var writer = new WireWriter(new byte[512]);
        writer.WriteUncompressedName(DomainName.Parse("a.example"));
        read.Write(ref writer);
        Assert.Equal(
            Convert.ToHexString(HandWritten.Of("@a.example " + data.Replace("C00C", "@a.example", StringComparison.Ordinal))),
            Convert.ToHexString(writer.Written));
    }

    [Theory]
    [InlineData("RRSIG", "0001 05 03 00015180 00000000 00000000 0A52 C00C 01")]
    [InlineData("NSEC", "C00C 0001 40")]
    [InlineData("SVCB", "0001 C00C")]
    [InlineData("TSIG", "C00C 000000000001 0002 0000 0003 0000 0000")]
    public void Names_in_younger_types_must_not_be_compressed(string type, string data)
    {
        var message = HandWritten.Of("00*12 @a.example " + data);
        var reader = new WireReader(message);
        reader.ReadOctets(AfterName);
        RecordData.Read(TypeOf(type), RecordClass.Internet, ref reader);
        Assert.Equal(WireFault.CompressionNotAllowed, reader.Fault);
    }

    private const int AfterName = 12 + 11;

    [Fact]
    public void An_unknown_version_of_LOC_is_kept_as_octets()
    {
        var data = Read("LOC", HandWritten.Of("01 FFFF"), out var fault);
        Assert.Equal(WireFault.None, fault);
        Assert.Equal("\\# 3 01FFFF", data.ToString());
    }

    [Fact]
    public void Malformed_values_of_service_parameters_are_kept_and_written_generically()
    {
        var octets = HandWritten.Of("0001 00 0000 0001 01 0001 0002 05 'x' 0003 0001 07 0004 0003 C00002");
        var data = Read("HTTPS", octets, out var fault);
        Assert.Equal(WireFault.None, fault);
        Assert.Equal("1 . key0=\"\\001\" key1=\"\\005x\" key3=\"\\007\" key4=\"\\192\\000\\002\"", data.ToString());
        Assert.True(RecordData.TryParse(RecordType.HTTPS, "1 . key1=\"\\005x\"", null, out _, out _));
    }

    [Fact]
    public void Data_of_more_octets_than_RDLENGTH_counts_are_refused()
    {
        var text = string.Join(' ', Enumerable.Repeat($"\"{new string('x', 255)}\"", 257));
        Assert.False(RecordData.TryParse(RecordType.TXT, text, null, out _, out var error));
        Assert.Contains("at most 65535 octets", error.Problem, StringComparison.Ordinal);
    }

    private static RecordType TypeOf(string text)
    {
        Assert.True(RecordTypeText.TryParse(text, out var type));
        return type;
    }

    private static RecordData Read(string type, byte[] octets, out WireFault fault)
    {
        var reader = new WireReader(octets);
        var outer = reader.Narrow(octets.Length);
        var data = RecordData.Read(TypeOf(type), RecordClass.Internet, ref reader);
        reader.Widen(outer);
        fault = reader.Fault;
        return data;
    }
}
