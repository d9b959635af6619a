using Holdfast.Server.Admission;

namespace Holdfast.Server.Zones.Planned;

/// <summary>Clients that are in a zone.</summary>
/// <param name="Prefix">Their addresses.</param>
/// <param name="Zone">The zone.</param>
public sealed record ZoneClients(AddressPrefix Prefix, string Zone);
