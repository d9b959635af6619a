using System.Collections.Immutable;
using System.Net;
using Holdfast.Endpoints.Guarding;
using Holdfast.Endpoints.Observing;
using Holdfast.Endpoints.Planning;
using Holdfast.Store;
using Holdfast.Wire.Names;

namespace Holdfast.Endpoints.Publishing;

/// <summary>Reads what the store holds about a name. What cannot be understood is passed over, except for the plan itself.</summary>
internal static class StateReader
{
    /// <summary>Puts a name's state together.</summary>
    /// <param name="name">The name.</param>
    /// <param name="plan">The entry of its plan.</param>
    /// <param name="entries">The entries of its state.</param>
    public static PublishedState Read(DomainName name, StoreEntry? plan, IEnumerable<StoreEntry> entries)
    {
        var (published, fault) = ReadPlan(plan);
        var state = new PublishedState { Plan = published, PlanFault = fault, PlanModified = plan?.Modified ?? Revision.None };
        var observed = ImmutableArray.CreateBuilder<Read<PoolOpinions>>();
        var nodes = ImmutableArray.CreateBuilder<Read<(IPAddress, NodeState)>>();
        foreach (var entry in entries)
        {
            var rest = PlanKeys.Rest(entry.Key.Span, name);
            switch (rest.IsEmpty ? (byte)0 : rest[0])
            {
                case (byte)'f':
                    state = state with { Freeze = ReadFreeze(entry) };
                    break;
                case (byte)'r':
                    state = state with { Refused = ReadRefused(entry), RefusedModified = entry.Modified };
                    break;
                case (byte)'o' when ReadOpinions(entry) is { } opinions:
                    observed.Add(new(opinions, entry.Key, entry.Modified));
                    break;
                case (byte)'n' when rest.Length is 5 or 17 && ReadNode(entry) is { } node:
                    nodes.Add(new((new IPAddress(rest[1..]), node), entry.Key, entry.Modified));
                    break;
            }
        }

        return state with { Observed = observed.DrainToImmutable(), Nodes = nodes.DrainToImmutable() };
    }

    /// <summary>Reads a plan's entry.</summary>
    public static (EndpointPlan? Plan, string? Fault) ReadPlan(StoreEntry? entry) =>
        entry is null ? (null, null) : PlanCodec.TryRead(entry.Value.Span, out var plan, out var fault) ? (plan, null) : (null, fault);

    /// <summary>Reads a freeze. One that cannot be read is one all the same.</summary>
    public static Freeze ReadFreeze(StoreEntry entry) =>
        DocumentReader.TryRead(entry.Value.Span, PlanJson.Default.FreezeDocument, document => document.Format, out var document, out var fault)
            ? new Freeze(document.By, document.At, document.Why)
            : new Freeze("somebody", DateTimeOffset.UnixEpoch, fault);

    public static byte[] Write(Freeze freeze) => DocumentReader.Write(
        new FreezeDocument { Format = PlanCodec.Format, By = freeze.By, At = freeze.At, Why = freeze.Why }, PlanJson.Default.FreezeDocument);

    public static byte[] Write(RefusedPlan refused) => DocumentReader.Write(
        new RefusedDocument
        {
            Format = PlanCodec.Format,
            Reason = DocumentReader.NameOf(refused.Refusal.Reason),
            Text = refused.Refusal.Text,
            Plan = PlanCodec.ToDocument(refused.Plan),
        },
        PlanJson.Default.RefusedDocument);

    public static byte[] Write(PoolOpinions opinions) => DocumentReader.Write(
        new OpinionsDocument
        {
            Format = PlanCodec.Format,
            Observer = opinions.Observer,
            Members = [.. opinions.Members.Select(member => new OpinionDocument
            {
                Address = member.Key.ToString(),
                Opinion = DocumentReader.NameOf(member.Value.Opinion),
                Detail = member.Value.Detail,
            })],
        },
        PlanJson.Default.OpinionsDocument);

    public static byte[] Write(NodeState state) => DocumentReader.Write(
        new NodeDocument { Format = PlanCodec.Format, State = DocumentReader.NameOf(state) }, PlanJson.Default.NodeDocument);

    private static RefusedPlan? ReadRefused(StoreEntry entry) =>
        DocumentReader.TryRead(entry.Value.Span, PlanJson.Default.RefusedDocument, document => document.Format, out var document, out _)
        && DocumentReader.TryName<RefusalReason>(document.Reason, out var reason)
        && PlanCodec.TryConvert(document.Plan, out var plan, out _)
            ? new RefusedPlan(plan, new PlanRefusal(reason, document.Text))
            : null;

    private static PoolOpinions? ReadOpinions(StoreEntry entry)
    {
        if (!DocumentReader.TryRead(entry.Value.Span, PlanJson.Default.OpinionsDocument, document => document.Format, out var document, out _))
        {
            return null;
        }

        var members = ImmutableDictionary.CreateBuilder<IPAddress, MemberOpinion>();
        foreach (var member in document.Members)
        {
            if (IPAddress.TryParse(member.Address, out var address) && DocumentReader.TryName<Opinion>(member.Opinion, out var opinion))
            {
                members[address] = new MemberOpinion(opinion, member.Detail);
            }
        }

        return new PoolOpinions(document.Observer, members.ToImmutable());
    }

    private static NodeState? ReadNode(StoreEntry entry) =>
        DocumentReader.TryRead(entry.Value.Span, PlanJson.Default.NodeDocument, document => document.Format, out var document, out _)
        && DocumentReader.TryName<NodeState>(document.State, out var state)
            ? state
            : null;
}
