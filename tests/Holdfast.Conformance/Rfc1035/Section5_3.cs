using Holdfast.Wire.Names;
using Holdfast.Wire.ZoneText;

namespace Holdfast.Conformance.Rfc1035;

/// <summary>RFC 1035 §5.3: the zone file of ISI.EDU, with the file it includes.</summary>
public sealed class Section5_3
{
    private const string Zone = """
        @   IN  SOA     VENERA      Action\.domains (
                                         20     ; SERIAL
                                         7200   ; REFRESH
                                         600    ; RETRY
                                         3600000; EXPIRE
                                         60)    ; MINIMUM

                NS      A.ISI.EDU.
                NS      VENERA
                NS      VAXA
                MX      10      VENERA
                MX      20      VAXA

        A       A       26.3.0.103

        VENERA  A       10.1.0.52
                A       128.9.0.32

        VAXA    A       10.2.0.27
                A       128.9.0.33


        $INCLUDE <SUBSYS>ISI-MAILBOXES.TXT
        """;

    private const string Mailboxes = """
        MOE     MX      1 A.ISI.EDU.
        LARRY   MX      2 A.ISI.EDU.
        CURLEY  MX      3 A.ISI.EDU.
        STOOGES MX      4 MOE
                MX      4 LARRY
                MX      4 CURLEY
        """;

    private static readonly string[] _expected =
    [
        "ISI.EDU. 60 IN SOA VENERA.ISI.EDU. Action\\.domains.ISI.EDU. 20 7200 600 3600000 60",
        "ISI.EDU. 60 IN NS A.ISI.EDU.",
        "ISI.EDU. 60 IN NS VENERA.ISI.EDU.",
        "ISI.EDU. 60 IN NS VAXA.ISI.EDU.",
        "ISI.EDU. 60 IN MX 10 VENERA.ISI.EDU.",
        "ISI.EDU. 60 IN MX 20 VAXA.ISI.EDU.",
        "A.ISI.EDU. 60 IN A 26.3.0.103",
        "VENERA.ISI.EDU. 60 IN A 10.1.0.52",
        "VENERA.ISI.EDU. 60 IN A 128.9.0.32",
        "VAXA.ISI.EDU. 60 IN A 10.2.0.27",
        "VAXA.ISI.EDU. 60 IN A 128.9.0.33",
        "MOE.ISI.EDU. 60 IN MX 1 A.ISI.EDU.",
        "LARRY.ISI.EDU. 60 IN MX 2 A.ISI.EDU.",
        "CURLEY.ISI.EDU. 60 IN MX 3 A.ISI.EDU.",
        "STOOGES.ISI.EDU. 60 IN MX 4 MOE.ISI.EDU.",
        "STOOGES.ISI.EDU. 60 IN MX 4 LARRY.ISI.EDU.",
        "STOOGES.ISI.EDU. 60 IN MX 4 CURLEY.ISI.EDU.",
    ];

    [Fact]
    public void The_example_reads_as_it_says()
    {
        var options = new ZoneReaderOptions
        {
            File = "ISI.EDU",
            Origin = DomainName.Parse("ISI.EDU"),
            Include = (file, from) => (file, from) == ("<SUBSYS>ISI-MAILBOXES.TXT", "ISI.EDU") ? new ZoneFile(file, new StringReader(Mailboxes)) : null,
        };
        using var reader = new ZoneReader(new StringReader(Zone), options);
        var records = new List<string>();
        while (reader.TryRead(out var record, out var error))
        {
            records.Add(record?.ToString() ?? error!.ToString());
        }

        Assert.Equal(_expected, records);
    }
}
