using System.Collections.Immutable;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Holdfast.App.Configuration;

/// <summary>Reads YAML into nodes that know their places. Of YAML it takes what configuration needs: mappings, sequences, scalars.</summary>
internal sealed class YamlFile
{
    /// <summary>The longest file, in characters: 4 Mi.</summary>
    public const int MaxCharacters = 4 << 20;

    private const int MaxDepth = 16;

    private readonly List<ConfigProblem> _problems;
    private readonly Parser _parser;

    private YamlFile(string text, List<ConfigProblem> problems)
    {
        _parser = new Parser(new Scanner(new StringReader(text), skipComments: true));
        _problems = problems;
    }

    /// <summary>Reads a text; null with problems when it is not YAML, or is YAML of a kind that is not taken here.</summary>
    public static ConfigMapping? Read(string text, List<ConfigProblem> problems)
    {
        if (text.Length > MaxCharacters)
        {
            problems.Add(new ConfigProblem(default, string.Empty, null, $"is longer than {MaxCharacters} characters"));
            return null;
        }

        var file = new YamlFile(text, problems);
        try
        {
            return file.ReadDocument();
        }
        catch (InvalidOperationException)
        {
            // What the parser throws, instead of its own exception, when a text breaks off or goes wrong between two tokens.
            var place = file._parser.Current is { } last ? PlaceOf(last.End) : default;
            problems.Add(new ConfigProblem(place, string.Empty, null, "is not YAML: it breaks off, or goes wrong, here"));
            return null;
        }
        catch (YamlException fault)
        {
            var words = fault.InnerException?.Message ?? fault.Message;
            problems.Add(new ConfigProblem(PlaceOf(fault.Start), string.Empty, null, $"is not YAML: {words.TrimEnd('.')}"));
            return null;
        }
    }

    private ConfigMapping? ReadDocument()
    {
        _parser.Consume<StreamStart>();
        if (_parser.Accept<StreamEnd>(out _))
        {
            return new ConfigMapping(new ConfigPlace(1, 1), []);
        }

        _parser.Consume<DocumentStart>();
        var node = ReadNode(string.Empty, 0);
        _parser.Consume<DocumentEnd>();
        if (_parser.Accept<DocumentStart>(out var second))
        {
            Problem(second, string.Empty, "a second document; one file holds one");
        }

        switch (node)
        {
            case ConfigMapping mapping:
                return mapping;
            case ConfigScalar { Text: null or "" }:
                return new ConfigMapping(node.Place, []);
            default:
                _problems.Add(new ConfigProblem(node?.Place ?? default, string.Empty, null, "must hold keys and values"));
                return null;
        }
    }

    private ConfigNode? ReadNode(string path, int depth)
    {
        if (depth > MaxDepth)
        {
            Problem(_parser.Current!, path, "is nested too deeply");
            _parser.SkipThisAndNestedEvents();
            return null;
        }

        if (_parser.TryConsume<Scalar>(out var scalar))
        {
            var absent = scalar.Style == ScalarStyle.Plain && scalar.Value is "" or "~" or "null";
            return new ConfigScalar(PlaceOf(scalar.Start), absent ? null : scalar.Value);
        }

        if (_parser.TryConsume<SequenceStart>(out var sequence))
        {
            var items = ImmutableArray.CreateBuilder<ConfigNode>();
            while (!_parser.TryConsume<SequenceEnd>(out _))
            {
                if (ReadNode($"{path}[{items.Count}]", depth + 1) is { } item)
                {
                    items.Add(item);
                }
            }

            return new ConfigSequence(PlaceOf(sequence.Start), items.DrainToImmutable());
        }

        if (_parser.TryConsume<MappingStart>(out var mapping))
        {
            return ReadMapping(mapping, path, depth);
        }

        Problem(_parser.Current!, path, "is an alias (*name); write the value out");
        _parser.MoveNext();
        return null;
    }

    private ConfigMapping ReadMapping(MappingStart start, string path, int depth)
    {
        var entries = ImmutableArray.CreateBuilder<ConfigEntry>();
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            if (!_parser.TryConsume<Scalar>(out var key))
            {
                Problem(_parser.Current!, path, "has a key that is not a word");
                _parser.SkipThisAndNestedEvents();
                _parser.SkipThisAndNestedEvents();
                continue;
            }

            var keyPath = path.Length == 0 ? key.Value : $"{path}.{key.Value}";
            if (entries.Any(entry => entry.Key == key.Value))
            {
                Problem(key, keyPath, "stands here a second time");
            }

            if (ReadNode(keyPath, depth + 1) is { } value)
            {
                entries.Add(new ConfigEntry(PlaceOf(key.Start), key.Value, value));
            }
        }

        return new ConfigMapping(PlaceOf(start.Start), entries.DrainToImmutable());
    }

    private void Problem(ParsingEvent at, string path, string message) =>
        _problems.Add(new ConfigProblem(PlaceOf(at.Start), path, null, message));

    private static ConfigPlace PlaceOf(Mark mark) => new((int)mark.Line, (int)mark.Column);
}
