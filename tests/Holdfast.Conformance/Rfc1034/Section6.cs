using Holdfast.TestPeers.RealServers;

namespace Holdfast.Conformance.Rfc1034;

/// <summary>RFC 1034 §6: the zones of C.ISI.EDU, and the answers of §6.2 to §6.3 (with minimal responses, and RFC 2308's denials).</summary>
public sealed class Section6
{
    private static readonly ServedZone _root = new(".", """
        .       86400 IN SOA SRI-NIC.ARPA. HOSTMASTER.SRI-NIC.ARPA. 870611 1800 300 604800 86400
                86400 NS A.ISI.EDU.
                86400 NS C.ISI.EDU.
                86400 NS SRI-NIC.ARPA.
        MIL.    86400 NS SRI-NIC.ARPA.
                86400 NS A.ISI.EDU.
        EDU.    86400 NS SRI-NIC.ARPA.
                86400 NS C.ISI.EDU.
        SRI-NIC.ARPA. 86400 A 26.0.0.73
                86400 A 10.0.0.51
                86400 MX 0 SRI-NIC.ARPA.
                86400 HINFO DEC-2060 TOPS20
        ACC.ARPA. 86400 A 26.6.0.65
                86400 HINFO PDP-11/70 UNIX
                86400 MX 10 ACC.ARPA.
        USC-ISIC.ARPA. 86400 CNAME C.ISI.EDU.
        73.0.0.26.IN-ADDR.ARPA. 86400 PTR SRI-NIC.ARPA.
        65.0.6.26.IN-ADDR.ARPA. 86400 PTR ACC.ARPA.
        51.0.0.10.IN-ADDR.ARPA. 86400 PTR SRI-NIC.ARPA.
        52.0.0.10.IN-ADDR.ARPA. 86400 PTR C.ISI.EDU.
        103.0.3.26.IN-ADDR.ARPA. 86400 PTR A.ISI.EDU.
        A.ISI.EDU. 86400 A 26.3.0.103
        C.ISI.EDU. 86400 A 10.0.0.52

        """);

    private static readonly ServedZone _edu = new("EDU.", """
        EDU.    86400 IN SOA SRI-NIC.ARPA. HOSTMASTER.SRI-NIC.ARPA. 870729 1800 300 604800 86400
                86400 NS SRI-NIC.ARPA.
                86400 NS C.ISI.EDU.
        UCI     172800 NS ICS.UCI
                172800 NS ROME.UCI
        ICS.UCI 172800 A 192.5.19.1
        ROME.UCI 172800 A 192.5.19.31
        ISI     172800 NS VAXA.ISI
                172800 NS A.ISI
                172800 NS VENERA.ISI.EDU.
        VAXA.ISI 172800 A 10.2.0.27
                172800 A 128.9.0.33
        VENERA.ISI.EDU. 172800 A 10.1.0.52
                172800 A 128.9.0.32
        A.ISI   172800 A 26.3.0.103
        UDEL.EDU. 172800 NS LOUIE.UDEL.EDU.
                172800 NS UMN-REI-UC.ARPA.
        LOUIE.UDEL.EDU. 172800 A 10.0.0.96
                172800 A 192.5.39.3

        """);

    private static readonly OwnAuthority _rootOnly = new(_root);
    private static readonly OwnAuthority _both = new(_root, _edu);

    [Theory]
    [InlineData("SRI-NIC.ARPA. A", "NOERROR AA, A SRI-NIC.ARPA. 26.0.0.73, A SRI-NIC.ARPA. 10.0.0.51")] // §6.2.1
    [InlineData("SRI-NIC.ARPA. MX", "NOERROR AA, MX SRI-NIC.ARPA. 0 SRI-NIC.ARPA., +A SRI-NIC.ARPA. 26.0.0.73, +A SRI-NIC.ARPA. 10.0.0.51")] // §6.2.3
    [InlineData("SRI-NIC.ARPA. NS", "NOERROR AA, !SOA .")] // §6.2.4
    [InlineData("SIR-NIC.ARPA. A", "NXDOMAIN AA, !SOA .")] // §6.2.5
    [InlineData("USC-ISIC.ARPA. CNAME", "NOERROR AA, CNAME USC-ISIC.ARPA. C.ISI.EDU.")] // §6.2.8
    [InlineData("65.0.6.26.IN-ADDR.ARPA. PTR", "NOERROR AA, PTR 65.0.6.26.IN-ADDR.ARPA. ACC.ARPA.")] // §6.3.2
    public void The_root_server_answers(string question, string answer) => Assert.Equal(answer, _rootOnly.Say(question));

    [Theory]
    [InlineData("BRL.MIL. A", "NOERROR, !NS MIL. SRI-NIC.ARPA., !NS MIL. A.ISI.EDU., +A SRI-NIC.ARPA. 26.0.0.73, +A SRI-NIC.ARPA. 10.0.0.51, +A A.ISI.EDU. 26.3.0.103")] // §6.2.6
    [InlineData("USC-ISIC.ARPA. A", "NOERROR AA, CNAME USC-ISIC.ARPA. C.ISI.EDU., !NS EDU. SRI-NIC.ARPA., !NS EDU. C.ISI.EDU., +A C.ISI.EDU. 10.0.0.52, +A SRI-NIC.ARPA. 26.0.0.73, +A SRI-NIC.ARPA. 10.0.0.51")] // §6.2.7
    [InlineData("ISI.EDU. MX", "NOERROR, !NS EDU. SRI-NIC.ARPA., !NS EDU. C.ISI.EDU., +A C.ISI.EDU. 10.0.0.52, +A SRI-NIC.ARPA. 26.0.0.73, +A SRI-NIC.ARPA. 10.0.0.51")] // §6.3.1
    public void The_root_server_refers(string question, string answer) => Assert.Equal(answer, _rootOnly.Say(question));

    [Theory]
    [InlineData("ISI.EDU. MX", "NOERROR, !NS ISI.EDU. VAXA.ISI.EDU., !NS ISI.EDU. A.ISI.EDU., !NS ISI.EDU. VENERA.ISI.EDU., +A VAXA.ISI.EDU. 10.2.0.27, +A VAXA.ISI.EDU. 128.9.0.33, +A A.ISI.EDU. 26.3.0.103, +A VENERA.ISI.EDU. 10.1.0.52, +A VENERA.ISI.EDU. 128.9.0.32")]
    [InlineData("EDU. DS", "NOERROR AA, !SOA .")] // RFC 4035 §3.1.4.1: the zone above answers
    [InlineData("EDU. A", "NOERROR AA, !SOA EDU.")]
    [InlineData("USC-ISIC.ARPA. A", "NOERROR AA, CNAME USC-ISIC.ARPA. C.ISI.EDU., !NS ISI.EDU. VAXA.ISI.EDU., !NS ISI.EDU. A.ISI.EDU., !NS ISI.EDU. VENERA.ISI.EDU., +A VAXA.ISI.EDU. 10.2.0.27, +A VAXA.ISI.EDU. 128.9.0.33, +A A.ISI.EDU. 26.3.0.103, +A VENERA.ISI.EDU. 10.1.0.52, +A VENERA.ISI.EDU. 128.9.0.32")]
    public void The_nearest_zone_answers(string question, string answer) => Assert.Equal(answer, _both.Say(question));
}
