using Holdfast.Server.Zones.Compiled;
using Holdfast.Server.Zones.Planned;
using Holdfast.Wire.Names;

namespace Holdfast.Server.Zones;

/// <summary>A zone of our own: what its file says, and the names in it whose addresses are planned. Immutable.</summary>
/// <param name="Apex">The zone's name.</param>
/// <param name="Content">What the file says; null when there is no sound file yet.</param>
/// <param name="Planned">Names in the zone whose addresses are planned, and the names above those; null for none.</param>
internal sealed record Zone(DomainName Apex, CompiledZone? Content, NameTable<PlannedName>? Planned);
