using Holdfast.Wire.Names;

namespace Holdfast.Server.Zones;

/// <summary>A zone that is served from a file.</summary>
/// <param name="Name">The zone's name; relative names in the file are relative to it until $ORIGIN says otherwise.</param>
/// <param name="Path">The file (RFC 1035 §5). Files that it includes are looked for beside the file that names them.</param>
public sealed record ZoneFileOptions(DomainName Name, string Path);
