using System.Collections.Immutable;
using Holdfast.Wire.Names;

namespace Holdfast.Server.Zones.Planned;

/// <summary>
/// A name's addresses as somebody who plans them wants them served: what the server needs of a plan, whoever made it.
/// </summary>
public sealed record PlannedAddresses
{
    /// <summary>The most addresses one plan can have.</summary>
    public const int MaxAddresses = 1024;

    /// <summary>The name.</summary>
    public required DomainName Name { get; init; }

    /// <summary>The addresses; at least one, none of them twice, 1,024 at most.</summary>
    public required ImmutableArray<PlannedAddress> Addresses { get; init; }

    /// <summary>The TTL they are served with, in seconds; 0 to 86,400, default 30.</summary>
    public uint Ttl { get; init; } = 30;

    /// <summary>How many addresses of a family one answer has at most; 1 to 32, default 8.</summary>
    public int AddressesPerAnswer { get; init; } = 8;

    /// <summary>Which clients are in which zone, first come first served: they get their own zone's addresses first. Default none.</summary>
    public ImmutableArray<ZoneClients> Clients { get; init; } = [];

    /// <summary>What is wrong with the values, as value and what is allowed; null when nothing is.</summary>
    public string? Fault() =>
        Addresses.IsDefaultOrEmpty ? $"{Name} has no address: a plan has 1 to {MaxAddresses}"
        : Addresses.Length > MaxAddresses ? $"{Name} has {Addresses.Length} addresses: a plan has 1 to {MaxAddresses}"
        : Addresses.GroupBy(address => address.Address).FirstOrDefault(group => group.Skip(1).Any()) is { } twice ? $"{Name} has the address {twice.Key} twice"
        : Addresses.FirstOrDefault(address => address.Weight is < 0 or > PlannedAddress.MaxWeight) is { } heavy ? $"{Name} gives {heavy.Address} the weight {heavy.Weight}; allowed: 0 to {PlannedAddress.MaxWeight}"
        : Ttl > 86_400 ? $"{Name} has the TTL {Ttl}; allowed: 0 to 86400"
        : AddressesPerAnswer is < 1 or > 32 ? $"{Name} wants {AddressesPerAnswer} addresses an answer; allowed: 1 to 32"
        : null;
}
