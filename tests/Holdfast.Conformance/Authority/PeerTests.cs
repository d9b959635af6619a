using System.Globalization;
using Holdfast.TestPeers.RealServers;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Names;
using Holdfast.Wire.Records;

namespace Holdfast.Conformance.Authority;

/// <summary>
/// NSD and Knot DNS are asked what our zones are asked, with the same zones: where they agree so do we, and where they
/// differ we are with one of them.
/// </summary>
public sealed class PeerTests
{
    private const int Zones = 100;
    private const int QuestionsPerZone = 200;

    [Fact]
    public async Task Generated_zones_answer_as_nsd_and_knot_do()
    {
        var generators = Enumerable.Range(1, Zones).Select(seed => (Generator: new ZoneGenerator(seed), Seed: seed)).ToArray();
        ServedZone[] zones = [.. generators.Select(generator => generator.Generator.Zone())];
        var questions = generators.Zip(zones).SelectMany(pair => pair.First.Generator.Questions(pair.Second.Origin, QuestionsPerZone));
        await CompareAsync(zones, [.. questions.Distinct()], least: Zones * QuestionsPerZone / 3);
    }

    [Fact]
    public async Task Hard_zones_answer_as_nsd_and_knot_do()
    {
        ServedZone[] zones =
        [
            ServedZone.Of("hard.test.",
                "deep.empty.below A 192.0.2.1", "* TXT w", "*.w A 192.0.2.2", "x.y.w TXT blocks", "*.*.w2 A 192.0.2.3", "\\042lone A 192.0.2.4",
                "loop1 CNAME loop2", "loop2 CNAME loop1", "self CNAME self", "c1 CNAME c2", "c2 CNAME c3", "c3 CNAME c4", "c4 CNAME nowhere.c5",
                "tocut CNAME www.child", "child NS ns.child", "child NS ns.elsewhere.example.", "child NS ns2", "ns.child A 192.0.2.5", "ns2 A 192.0.2.6",
                "child DS 1 8 2 AA", "hidden.child A 192.0.2.7", "owned NS ns.owned", "ns.owned A 192.0.2.8", "toowned CNAME a.owned", "owned2 NS owned2",
                "owned2 A 192.0.2.9", "@ A 192.0.2.10", "@ MX 5 mail", "mail A 192.0.2.11", "mail AAAA 2001:db8::1", "srv SRV 1 2 3 mail", "srv SRV 1 2 4 gone",
                "*.cw CNAME deep.empty.below", "*.cw2 CNAME no.thing.x.y.w", "d DNAME below", "toD CNAME deep.empty.d", "UPPER A 192.0.2.12", "t TYPE65280 \\# 2 ABCD",
                "www CNAME @", "h HTTPS 1 mail alpn=h2", "p PTR mail", "n NAPTR 1 2 \"s\" \"x\" \"\" mail", "empty TXT \"\""),
            ServedZone.Of("owned.hard.test.", "a A 192.0.2.13", "up CNAME mail.hard.test.", "* CNAME a"),
        ];
        string[] names =
        [
            "", "deep.empty.below.", "empty.below.", "below.", "x.below.", "any.", "a.b.", "*.", "x.*.", "a.w.", "y.w.", "x.y.w.", "z.y.w.", "*.w.", "q.x.y.w.",
            "a.b.w2.", "b.w2.", "*.w2.", "w2.", "*.*.w2.", "x.*.w2.", "loop1.", "self.", "c1.", "c3.", "tocut.", "child.", "www.child.", "ns.child.", "hidden.child.",
            "owned.", "a.owned.", "b.owned.", "ns.owned.", "up.owned.", "toowned.", "owned2.", "x.owned2.", "mail.", "srv.", "x.cw.", "x.y.cw.", "cw.", "x.cw2.", "d.", "x.d.",
            "empty.d.", "deep.empty.d.", "toD.", "upper.", "t.", "www.", "h.", "p.", "n.", "empty.",
        ];
        string[] types = ["A", "AAAA", "MX", "NS", "SOA", "CNAME", "DNAME", "TXT", "SRV", "DS", "HTTPS", "NAPTR", "TYPE65280", "ANY"];
        await CompareAsync(zones, [.. names.SelectMany(name => types.Select(type => $"{name}hard.test. {type}"))], least: 700);
    }

    private static async Task CompareAsync(ServedZone[] zones, string[] questions, int least)
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var nsdServer = await RealServer.StartAsync(new Nsd(zones), cancellation);
        await using var knotServer = await RealServer.StartAsync(new KnotDns(zones), cancellation);
        using var nsd = new PeerSocket(nsdServer.EndPoint);
        using var knot = new PeerSocket(knotServer.EndPoint);
        var ours = new OwnAuthority(zones);
        foreach (var zone in zones)
        {
            // A peer that does not take a zone would agree with nobody, and excuse everybody.
            var soa = new Question(DomainName.Parse(zone.Origin), RecordType.SOA);
            Assert.Equal((ResponseCode.NoError, ResponseCode.NoError), (nsd.Ask(soa).ResponseCode, knot.Ask(soa).ResponseCode));
        }

        var differences = new List<string>();
        foreach (var text in questions)
        {
            var words = text.Split(' ');
            Assert.True(RecordTypeText.TryParse(words[1], out var type));
            var question = new Question(DomainName.Parse(words[0]), type);
            var own = ours.Ask(question.Name, type)!;
            Message[] peers = [nsd.Ask(question), knot.Ask(question)];
            if (!peers.Any(peer => Essence(peer, type) == Essence(own, type)) || !HasFittingAdditionals(own, peers))
            {
                differences.Add($"{text}\n  ours {OwnAuthority.Text(own)}\n  nsd  {OwnAuthority.Text(peers[0])}\n  knot {OwnAuthority.Text(peers[1])}");
            }
        }

        Assert.True(differences.Count == 0, $"{differences.Count} of {questions.Length} differ:\n{string.Join('\n', differences.Take(20))}");
        Assert.True(questions.Length >= least, questions.Length.ToString(CultureInfo.InvariantCulture));
    }

    // NSD adds the zone's NS records to what is answered; which of its records ANY gets is everybody's own choice.
    private static string Essence(Message message, RecordType type)
    {
        var isAnswered = message.Answers.Any(answer => answer.Type == type) && message.Authorities.All(record => record.Type == RecordType.NS);
        return type == RecordType.ANY
            ? $"{message.ResponseCode} {message.Flags & MessageFlags.AuthoritativeAnswer} {message.Answers.Length > 0}"
            : $"{message.ResponseCode} {message.Flags & MessageFlags.AuthoritativeAnswer}\n{Set(message.Answers)}\n--\n{(isAnswered ? "" : Set(message.Authorities))}";
    }

    private static string Set(IEnumerable<ResourceRecord> records) =>
        string.Join('\n', records.Select(record => record.ToString().ToUpperInvariant()).Order(StringComparer.Ordinal));

    // None that no peer has; and a referral has all that both have.
    private static bool HasFittingAdditionals(Message own, Message[] peers)
    {
        HashSet<string>[] sets = [.. peers.Append(own).Select(message => message.Additionals.Select(record => record.ToString().ToUpperInvariant()).ToHashSet())];
        var isReferral = own.Answers.Length == 0 && own.Authorities.Any(record => record.Type == RecordType.NS);
        return sets[2].IsSubsetOf(sets[0].Union(sets[1])) && (!isReferral || sets[0].Intersect(sets[1]).All(sets[2].Contains));
    }
}
