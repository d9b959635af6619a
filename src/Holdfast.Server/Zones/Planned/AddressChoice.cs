using System.Collections.Immutable;
using System.Net.Sockets;
using Holdfast.Server.Admission;
using Holdfast.Server.Pipeline;
using Holdfast.Wire.Records;

namespace Holdfast.Server.Zones.Planned;

/// <summary>Which of a plan's addresses the next client gets, and in what order. Only the count of turns changes.</summary>
internal sealed class AddressChoice
{
    private readonly (AddressPrefix? Clients, AddressTurns? IPv4, AddressTurns? IPv6)[] _views;
    private uint _turn;

    /// <summary>Takes a plan without faults.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="firstTurn">By which turn to begin: chance, so that several servers do not all begin with the same address.</param>
    public AddressChoice(PlannedAddresses plan, uint firstTurn)
    {
        Plan = plan;
        _turn = firstTurn;
        _views =
        [
            .. plan.Clients.Select(clients => (
                (AddressPrefix?)clients.Prefix,
                Turns(plan, AddressFamily.InterNetwork, clients.Zone),
                Turns(plan, AddressFamily.InterNetworkV6, clients.Zone))),
            (null, Turns(plan, AddressFamily.InterNetwork, null), Turns(plan, AddressFamily.InterNetworkV6, null)),
        ];
    }

    /// <summary>The plan.</summary>
    public PlannedAddresses Plan { get; }

    /// <summary>The records for the next client. Hot path: no allocation.</summary>
    /// <param name="type">A or AAAA, or ANY for whichever there is.</param>
    /// <param name="client">The client.</param>
    /// <param name="count">How many records there are; 0 when the plan has no address of the type.</param>
    public ReadOnlySpan<byte> Next(RecordType type, ClientAddress client, out int count)
    {
        foreach (ref readonly var view in _views.AsSpan())
        {
            if (view.Clients is null || view.Clients.Contains(client))
            {
                var turns = type switch
                {
                    RecordType.A => view.IPv4,
                    RecordType.AAAA => view.IPv6,
                    _ => view.IPv4 ?? view.IPv6,
                };
                count = turns?.Records ?? 0;
                return turns is null ? default : turns[Interlocked.Increment(ref _turn)];
            }
        }

        count = 0;
        return default;
    }

    private static AddressTurns? Turns(PlannedAddresses plan, AddressFamily family, string? zone)
    {
        ImmutableArray<PlannedAddress> all = [.. plan.Addresses.Where(address => address.Address.AddressFamily == family)];
        return AddressTurns.Create(
            zone is null ? all : [.. all.Where(address => address.Zone == zone)],
            zone is null ? [] : [.. all.Where(address => address.Zone != zone)],
            plan.Ttl,
            plan.AddressesPerAnswer);
    }
}
