using System.Collections.Immutable;

namespace Holdfast.App.Configuration;

/// <summary>The keys of one section. Adding an option is one line here: reading, checking and the guide follow from it.</summary>
/// <typeparam name="T">The immutable options that the section fills.</typeparam>
internal sealed class ConfigTable<T>
{
    private readonly List<ConfigKey<T>> _keys = [];
    private readonly HashSet<string> _required = [];
    private string? _shortForm;

    /// <summary>Adds a key with a single value.</summary>
    public ConfigTable<T> Value<TValue>(string name, ConfigType<TValue> type, string help, Func<T, object?> get, Func<T, TValue, T> set) =>
        Add(new ConfigValueKey<T, TValue>(name, type, help, get, set));

    /// <summary>Adds a key with a list of values.</summary>
    public ConfigTable<T> List<TValue>(
        string name, ConfigType<TValue> type, string help, Func<T, ImmutableArray<TValue>> get, Func<T, ImmutableArray<TValue>, T> set) =>
        Add(new ConfigListKey<T, TValue>(name, type, help, get, set));

    /// <summary>Adds a section.</summary>
    public ConfigTable<T> Section<TSection>(
        string name, ConfigTable<TSection> table, string help, Func<T, TSection> get, Func<T, TSection, T> set) =>
        Add(new ConfigSectionKey<T, TSection>(name, table, help, get, set));

    /// <summary>Adds a list of sections.</summary>
    public ConfigTable<T> Sections<TItem>(
        string name, ConfigTable<TItem> table, string help, TItem template, Func<T, ImmutableArray<TItem>, T> set) =>
        Add(new ConfigSectionsKey<T, TItem>(name, table, help, template, set));

    /// <summary>Says which keys must be there.</summary>
    public ConfigTable<T> Require(params string[] names)
    {
        _required.UnionWith(names);
        return this;
    }

    /// <summary>Says which key a single value stands for, where the whole section is one.</summary>
    public ConfigTable<T> ShortFor(string name)
    {
        _shortForm = name;
        return this;
    }

    /// <summary>Reads a section.</summary>
    /// <param name="defaults">The options that keys change.</param>
    /// <param name="node">What stands in the file.</param>
    /// <param name="path">The section's key with those above it; empty for the whole file.</param>
    /// <param name="reading">Where problems go.</param>
    public T Read(T defaults, ConfigNode node, string path, ConfigReading reading)
    {
        if (node is ConfigScalar { Text: not null } scalar && _shortForm is { } only)
        {
            return _keys.First(key => key.Name == only).Read(defaults, scalar, path, reading);
        }

        if (node is ConfigScalar { Text: null })
        {
            node = new ConfigMapping(node.Place, []);
        }

        if (node is not ConfigMapping mapping)
        {
            reading.Problems.Add(new ConfigProblem(node.Place, path, (node as ConfigScalar)?.Text, "must hold keys and values", KeyNames()));
            return defaults;
        }

        foreach (var entry in mapping.Entries)
        {
            var keyPath = path.Length == 0 ? entry.Key : $"{path}.{entry.Key}";
            reading.Note(keyPath, entry.Value.Place);
            if (_keys.Find(key => key.Name == entry.Key) is { } key)
            {
                defaults = key.Read(defaults, entry.Value, keyPath, reading);
            }
            else
            {
                var nearest = Suggestion.Nearest(entry.Key, _keys.Select(known => known.Name));
                var message = nearest is null ? "is not a key here" : $"is not a key here; did you mean '{nearest}'?";
                reading.Problems.Add(new ConfigProblem(entry.Place, keyPath, null, message, KeyNames()));
            }
        }

        foreach (var missing in _required.Where(name => mapping.Entries.All(entry => entry.Key != name)))
        {
            reading.Problems.Add(new ConfigProblem(node.Place, path, null, $"needs the key '{missing}'"));
        }

        return defaults;
    }

    /// <summary>Describes every key, for the guide.</summary>
    public IEnumerable<ConfigDescription> Describe(T defaults, string path = "") =>
        _keys.SelectMany(key => key.Describe(defaults, path.Length == 0 ? key.Name : $"{path}.{key.Name}"));

    private string KeyNames() => string.Join(", ", _keys.Select(key => key.Name));

    private ConfigTable<T> Add(ConfigKey<T> key)
    {
        _keys.Add(key);
        return this;
    }
}
