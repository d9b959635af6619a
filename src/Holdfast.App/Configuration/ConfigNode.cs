using System.Collections.Immutable;

namespace Holdfast.App.Configuration;

/// <summary>Where something stands in a file, both counted from 1; 0 when it stands nowhere.</summary>
internal readonly record struct ConfigPlace(int Line, int Column);

/// <summary>A piece of a configuration file and where it stands.</summary>
internal abstract record ConfigNode(ConfigPlace Place);

/// <summary>A single value, as text; null for nothing at all.</summary>
internal sealed record ConfigScalar(ConfigPlace Place, string? Text) : ConfigNode(Place);

/// <summary>Values one after another.</summary>
internal sealed record ConfigSequence(ConfigPlace Place, ImmutableArray<ConfigNode> Items) : ConfigNode(Place);

/// <summary>Keys with their values, in the order of the file.</summary>
internal sealed record ConfigMapping(ConfigPlace Place, ImmutableArray<ConfigEntry> Entries) : ConfigNode(Place);

/// <summary>A key with its value.</summary>
internal sealed record ConfigEntry(ConfigPlace Place, string Key, ConfigNode Value);
