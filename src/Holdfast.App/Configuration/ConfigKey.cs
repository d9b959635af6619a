using System.Collections.Immutable;

namespace Holdfast.App.Configuration;

/// <summary>One key of a section: how it is read, and what the guide says of it.</summary>
/// <typeparam name="TOwner">The immutable options that the key changes.</typeparam>
internal abstract class ConfigKey<TOwner>(string name, string help)
{
    /// <summary>The key.</summary>
    public string Name { get; } = name;

    /// <summary>What it does, in one sentence.</summary>
    public string Help { get; } = help;

    /// <summary>Reads the key's value into the options; problems are noted and leave them as they are.</summary>
    public abstract TOwner Read(TOwner owner, ConfigNode node, string path, ConfigReading reading);

    /// <summary>Describes the key and those below it.</summary>
    /// <param name="owner">Options whose values are the defaults.</param>
    /// <param name="path">The key with those above it.</param>
    public abstract IEnumerable<ConfigDescription> Describe(TOwner owner, string path);
}

/// <summary>What the guide says of one key.</summary>
/// <param name="Path">The key with those above it; <c>[]</c> stands for each item of a list.</param>
/// <param name="Help">What it does.</param>
/// <param name="Allowed">What may stand there; null for a section.</param>
/// <param name="Default">The value without a word from the user; null for a section, and where there is none.</param>
internal sealed record ConfigDescription(string Path, string Help, string? Allowed, string? Default);

/// <summary>A key with a single value.</summary>
internal sealed class ConfigValueKey<TOwner, T>(
    string name, ConfigType<T> type, string help, Func<TOwner, object?> get, Func<TOwner, T, TOwner> set) : ConfigKey<TOwner>(name, help)
{
    public override TOwner Read(TOwner owner, ConfigNode node, string path, ConfigReading reading)
    {
        if (node is not ConfigScalar { Text: { } text })
        {
            reading.Problems.Add(new ConfigProblem(node.Place, path, null, "must be a single value", type.Allowed));
            return owner;
        }

        if (!type.Read(text, out var value, out var why))
        {
            reading.Problems.Add(new ConfigProblem(node.Place, path, text, "is not allowed", why ?? type.Allowed));
            return owner;
        }

        return set(owner, value);
    }

    public override IEnumerable<ConfigDescription> Describe(TOwner owner, string path)
    {
        yield return new ConfigDescription(path, Help, type.Allowed, get(owner) is T value ? type.Write(value) : null);
    }
}

/// <summary>A key with any number of single values; one alone may stand without brackets.</summary>
internal sealed class ConfigListKey<TOwner, T>(
    string name, ConfigType<T> type, string help, Func<TOwner, ImmutableArray<T>> get, Func<TOwner, ImmutableArray<T>, TOwner> set)
    : ConfigKey<TOwner>(name, help)
{
    /// <summary>The most values of one list.</summary>
    public const int MaxItems = 10_000;

    public override TOwner Read(TOwner owner, ConfigNode node, string path, ConfigReading reading)
    {
        var items = node is ConfigSequence sequence ? sequence.Items : [node];
        var values = ImmutableArray.CreateBuilder<T>();
        for (var i = 0; i < items.Length; i++)
        {
            var itemPath = $"{path}[{i}]";
            reading.Note(itemPath, items[i].Place);
            if (items[i] is not ConfigScalar { Text: { } text })
            {
                if (items[i] is not ConfigScalar || node is ConfigSequence)
                {
                    reading.Problems.Add(new ConfigProblem(items[i].Place, itemPath, null, "must be a single value", type.Allowed));
                }
            }
            else if (!type.Read(text, out var value, out var why))
            {
                reading.Problems.Add(new ConfigProblem(items[i].Place, itemPath, text, "is not allowed", why ?? type.Allowed));
            }
            else if (values.Count == MaxItems)
            {
                reading.Problems.Add(new ConfigProblem(items[i].Place, path, null, $"holds more than {MaxItems} values"));
                break;
            }
            else
            {
                values.Add(value);
            }
        }

        return set(owner, values.DrainToImmutable());
    }

    public override IEnumerable<ConfigDescription> Describe(TOwner owner, string path)
    {
        yield return new ConfigDescription(path, Help, $"a list: {type.Allowed}", get(owner) is { IsDefault: false } values ? $"[{string.Join(", ", values.Select(type.Write))}]" : null);
    }
}

/// <summary>A key with keys of its own.</summary>
internal sealed class ConfigSectionKey<TOwner, T>(
    string name, ConfigTable<T> table, string help, Func<TOwner, T> get, Func<TOwner, T, TOwner> set) : ConfigKey<TOwner>(name, help)
{
    public override TOwner Read(TOwner owner, ConfigNode node, string path, ConfigReading reading) =>
        set(owner, table.Read(get(owner), node, path, reading));

    public override IEnumerable<ConfigDescription> Describe(TOwner owner, string path) =>
        table.Describe(get(owner), path).Prepend(new ConfigDescription(path, Help, null, null));
}

/// <summary>A key with a list of sections.</summary>
internal sealed class ConfigSectionsKey<TOwner, T>(
    string name, ConfigTable<T> table, string help, T template, Func<TOwner, ImmutableArray<T>, TOwner> set)
    : ConfigKey<TOwner>(name, help)
{
    public override TOwner Read(TOwner owner, ConfigNode node, string path, ConfigReading reading)
    {
        if (node is not ConfigSequence sequence)
        {
            if (node is not ConfigScalar { Text: null })
            {
                reading.Problems.Add(new ConfigProblem(node.Place, path, (node as ConfigScalar)?.Text, "must be a list: each item begins with a dash"));
                return owner;
            }

            return set(owner, []);
        }

        var items = ImmutableArray.CreateBuilder<T>(sequence.Items.Length);
        for (var i = 0; i < sequence.Items.Length; i++)
        {
            var itemPath = $"{path}[{i}]";
            reading.Note(itemPath, sequence.Items[i].Place);
            items.Add(table.Read(template, sequence.Items[i], itemPath, reading));
        }

        return set(owner, items.DrainToImmutable());
    }

    public override IEnumerable<ConfigDescription> Describe(TOwner owner, string path) =>
        table.Describe(template, path + "[]").Prepend(new ConfigDescription(path, Help, null, null));
}
