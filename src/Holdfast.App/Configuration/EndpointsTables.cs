using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Holdfast.Endpoints;
using Holdfast.Endpoints.Guarding;
using Holdfast.Endpoints.Observing;
using Holdfast.Endpoints.Planning;
using static Holdfast.App.Configuration.ConfigTypes;

namespace Holdfast.App.Configuration;

/// <summary>
/// The options of pools and of keeping them, a line each, in the manner of <see cref="DaemonTables"/>. Ranges are those of the
/// options themselves; keys are named as the places of their faults are.
/// </summary>
internal static class EndpointsTables
{
    private static readonly TimeSpan _none = TimeSpan.Zero;
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _tenth = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan _hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan _day = TimeSpan.FromDays(1);

    private static readonly ConfigType<IPAddress> _address = new(
        "an IPv4 or IPv6 address",
        (string text, [MaybeNullWhen(false)] out IPAddress value, out string? why) =>
        {
            why = null;
            // Not 1 for 0.0.0.1, nor octal digits: what a person would read is what is meant.
            return IPAddress.TryParse(text, out value) && (value.AddressFamily == AddressFamily.InterNetworkV6 || value.ToString() == text);
        },
        value => value.ToString());

    private static readonly ConfigType<IPNetwork> _network = new(
        "a block such as 192.0.2.0/24 or 2001:db8::/32, with no bit set beyond its length",
        (string text, out IPNetwork value, out string? why) =>
        {
            why = null;
            return IPNetwork.TryParse(text, out value);
        },
        value => value.ToString());

    private static readonly ConfigType<ProbeTarget> _target = new(
        ProbeTarget.Allowed,
        (string text, [MaybeNullWhen(false)] out ProbeTarget value, out string? why) =>
        {
            why = null;
            return ProbeTarget.TryParse(text, out value);
        },
        value => value.ToString());

    private static readonly ConfigTable<PoolMember> _member = new ConfigTable<PoolMember>()
        .Value("address", _address, "The address; once in a pool.", o => o.Address.Equals(IPAddress.None) ? null : o.Address, (o, v) => o with { Address = v })
        .Value("zone", Text("up to 64 characters"), "The availability zone it stands in.", o => o.Zone.Length == 0 ? null : o.Zone, (o, v) => o with { Zone = v })
        .Value("region", Text("up to 64 characters"), "The region it stands in.", o => o.Region.Length == 0 ? null : o.Region, (o, v) => o with { Region = v })
        .Value("weight", Integer(1, 1000), "Its share of the load beside the others' weights.", o => o.Weight, (o, v) => o with { Weight = v })
        .Value("drained", ConfigTypes.Boolean, "Whether it is taken out; it is observed on, and serves again when this ends.", o => o.IsDrained, (o, v) => o with { IsDrained = v })
        .Require("address")
        .ShortFor("address");

    private static readonly ConfigTable<ProbeOptions> _probe = new ConfigTable<ProbeOptions>()
        .Value("target", _target, "What is asked; a name in it is never resolved.", o => o.Target, (o, v) => o with { Target = v })
        .Value("interval", Duration(_tenth, 10 * _minute), "How long from one probe's beginning to the next one's.", o => o.Interval, (o, v) => o with { Interval = v })
        .Value("jitter", Number(0, 0.5), "By which share of the interval probes are moved at random.", o => o.Jitter, (o, v) => o with { Jitter = v })
        .Value("deadline", Duration(TimeSpan.FromMilliseconds(10), _minute), "How long a probe may take, whatever it does.", o => o.Deadline, (o, v) => o with { Deadline = v })
        .Value("rise", Integer(1, 100), "How many in a row must succeed for a member to rise.", o => o.Rise, (o, v) => o with { Rise = v })
        .Value("fall", Integer(1, 100), "How many in a row must fail for a member to fall.", o => o.Fall, (o, v) => o with { Fall = v })
        .Value("status-from", Integer(100, 599), "The least HTTP status that is a success.", o => o.StatusFrom, (o, v) => o with { StatusFrom = v })
        .Value("status-to", Integer(100, 599), "The greatest HTTP status that is a success.", o => o.StatusTo, (o, v) => o with { StatusTo = v })
        .Value("body", Text("1 to 1024 characters"), "What the body's first 64 KiB must contain.", o => o.BodyContains, (o, v) => o with { BodyContains = v })
        .Value("days-left", Integer(0, 365), "How many days a certificate must still be valid.", o => o.DaysLeft, (o, v) => o with { DaysLeft = v })
        .Require("target")
        .ShortFor("target");

    private static readonly ConfigTable<HealthPolicy> _health = new ConfigTable<HealthPolicy>()
        .Value("quorum", Integer(1, 16), "How many observers must agree before a member's health changes; all of them while fewer report.", o => o.Quorum, (o, v) => o with { Quorum = v })
        .Value("min-up", Duration(_none, _hour), "How long a member that rose stays up.", o => o.MinUp, (o, v) => o with { MinUp = v })
        .Value("min-down", Duration(_none, _hour), "How long a member that fell stays out.", o => o.MinDown, (o, v) => o with { MinDown = v })
        .Value("suspicion-share", Number(0.1, 1), "Which share of the capacity that is up, two members or more, must fail together for the observers to be doubted; then the last plan stands.", o => o.SuspicionShare, (o, v) => o with { SuspicionShare = v })
        .Value("suspicion-hold", Duration(_none, _day), "How long they are doubted before they are believed after all.", o => o.SuspicionHold, (o, v) => o with { SuspicionHold = v })
        .Value("velocity-share", Number(0.01, 1), "Which share of the capacity health checks may take out within velocity-window; one member may always go.", o => o.VelocityShare, (o, v) => o with { VelocityShare = v })
        .Value("velocity-window", Duration(_none, _day), "The time that velocity-share is meant for.", o => o.VelocityWindow, (o, v) => o with { VelocityWindow = v });

    private static readonly ConfigTable<SubnetZone> _subnet = new ConfigTable<SubnetZone>()
        .Value("subnet", _network, "The clients' addresses; of several the longest prefix counts.", o => o.Zone is null ? null : o.Subnet, (o, v) => o with { Subnet = v })
        .Value("zone", Text("the zone of a member"), "The zone that is near them.", o => o.Zone, (o, v) => o with { Zone = v })
        .Require("subnet", "zone");

    private static readonly ConfigTable<PlanPolicy> _policy = new ConfigTable<PlanPolicy>()
        .Value("kind", OneOf(("all-healthy", PlanPolicyKind.AllHealthy), ("weighted", PlanPolicyKind.Weighted), ("zone-affine", PlanPolicyKind.ZoneAffine), ("failover", PlanPolicyKind.Failover)), "Which healthy members serve: all alike; by weight; by weight, the client's zone first; those of the first region that can.", o => o.Kind, (o, v) => o with { Kind = v })
        .Value("ttl", Duration(_second, _day), "How long an answer may be kept by those who asked.", o => o.Ttl, (o, v) => o with { Ttl = v })
        .List("regions", Text("the region of a member"), "With failover, the regions in their order: the primary one first.", o => o.Regions, (o, v) => o with { Regions = v })
        .Value("min-region-share", Number(0.01, 1), "With failover, which share of a region's capacity must be healthy for it to serve.", o => o.MinRegionShare, (o, v) => o with { MinRegionShare = v })
        .Value("failback-after", Duration(_none, _day), "With failover, how long a region must have been healthy before it gets the load back.", o => o.FailbackAfter, (o, v) => o with { FailbackAfter = v })
        .Sections("subnets", _subnet, "With zone-affine, which clients are near which zone; others get all addresses.", default(SubnetZone), (o, v) => o with { Subnets = v })
        .ShortFor("kind");

    private static readonly ConfigTable<GuardLimits> _guard = new ConfigTable<GuardLimits>()
        .Value("max-shrink", Number(0, 0.9), "Which share of its addresses a name may lose within shrink-window; one may always go, the last one never.", o => o.MaxShrink, (o, v) => o with { MaxShrink = v })
        .Value("shrink-window", Duration(_none, _day), "The time that max-shrink is meant for.", o => o.ShrinkWindow, (o, v) => o with { ShrinkWindow = v })
        .List("prefixes", _network, "Where addresses may lie; anywhere without this key.", o => o.AllowedPrefixes, (o, v) => o with { AllowedPrefixes = v });

    private static readonly ConfigTable<PoolOptions> _pool = new ConfigTable<PoolOptions>()
        .Value("name", NetworkTypes.Name, "The name whose addresses are planned.", o => o.Name.IsRoot ? null : o.Name, (o, v) => o with { Name = v })
        .Value("edition", Integer(0, int.MaxValue), "Raise it with every change of members or policy where several enactors keep the pool: one that has not read the change yet cannot undo it.", o => o.Edition, (o, v) => o with { Edition = v })
        .Sections("members", _member, string.Create(CultureInfo.InvariantCulture, $"The addresses that may serve the name, 1 to {MaxMembers}. An address alone stands for a member with defaults."), new PoolMember(), (o, v) => o with { Members = v })
        .Sections("probes", _probe, "What a member must do to be healthy, all of it; up to 4. A target alone stands for a probe with defaults.", new ProbeOptions(), (o, v) => o with { Probes = v })
        .Value("require-reports", ConfigTypes.Boolean, "Whether a member must report itself as serving to be healthy.", o => o.RequiresReports, (o, v) => o with { RequiresReports = v })
        .Section("health", _health, "When observations change a member's health, and when they are doubted.", o => o.Health, (o, v) => o with { Health = v })
        .Section("policy", _policy, "Which healthy members serve.", o => o.Policy, (o, v) => o with { Policy = v })
        .Section("guard", _guard, "What no plan may do, whoever made it.", o => o.Guard, (o, v) => o with { Guard = v })
        .Require("name", "members");

    private const int MaxMembers = 256;

    /// <summary>The section.</summary>
    public static ConfigTable<EndpointsSection> Endpoints { get; } = new ConfigTable<EndpointsSection>()
        .Value("enactor", Text("1 to 64 characters"), "What this daemon is called in plans and reports, another name for each that keeps the same pools; the machine's name unless said otherwise.", _ => null, (o, v) => With(o, s => s with { Enactor = v }))
        .Value("serve", ConfigTypes.Boolean, "Whether published plans are served, also those of pools that others keep; without a word, where pools are listed or plans were served before.", _ => null, (o, v) => o with { Serves = v })
        .Sections("pools", _pool, "Names and the addresses that may serve them.", new PoolOptions(), (o, v) => With(o, s => s with { Pools = v }))
        .List("trust", ConfigTypes.Path, "Files (PEM) of authorities that probes trust besides the system's.", o => o.TrustFiles, (o, v) => o with { TrustFiles = v })
        .Value("round-interval", Duration(_tenth, _minute), "How long an enactor waits from one round to the next; a change of health wakes it.", o => o.Service.RoundInterval, (o, v) => With(o, s => s with { RoundInterval = v }))
        .Value("round-deadline", Duration(_tenth, _minute), "How long a round may take, all answers of the store included.", o => o.Service.RoundDeadline, (o, v) => With(o, s => s with { RoundDeadline = v }))
        .Value("report-interval", Duration(TimeSpan.FromMilliseconds(500), _minute), "How often an observer's unchanged report is written again.", o => o.Service.ReportInterval, (o, v) => With(o, s => s with { ReportInterval = v }))
        .Value("report-lifetime", Duration(TimeSpan.FromMilliseconds(1500), 10 * _minute), "How long a report counts after it was last seen to change; at least three times report-interval.", o => o.Service.ReportLifetime, (o, v) => With(o, s => s with { ReportLifetime = v }))
        .Value("kept-generations", Integer(2, 1000), "How many generations of a name are kept, the published one included.", o => o.Service.KeptGenerations, (o, v) => With(o, s => s with { KeptGenerations = v }))
        .Value("max-probes", Integer(1, 10_000), "How many probes may be under way at once; others wait.", o => o.Service.MaxProbes, (o, v) => With(o, s => s with { MaxProbes = v }));

    private static EndpointsSection With(EndpointsSection section, Func<EndpointsOptions, EndpointsOptions> change) =>
        section with { Service = change(section.Service) };
}
