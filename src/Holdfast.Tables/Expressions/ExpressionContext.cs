using Holdfast.Tables.Items;

namespace Holdfast.Tables.Expressions;

/// <summary>
/// What the placeholders of a request stand for, shared by all its expressions, and which of them were used: one that is used by
/// none is an error.
/// </summary>
internal sealed class ExpressionContext
{
    private readonly IReadOnlyDictionary<string, string>? _names;
    private readonly IReadOnlyDictionary<string, AttributeValue>? _values;
    private readonly HashSet<string> _unused = [];

    private ExpressionContext(IReadOnlyDictionary<string, string>? names, IReadOnlyDictionary<string, AttributeValue>? values)
    {
        (_names, _values) = (names, values);
        _unused.UnionWith(names?.Keys ?? []);
        _unused.UnionWith(values?.Keys ?? []);
    }

    /// <summary>A context.</summary>
    /// <param name="names">ExpressionAttributeNames; null when the request has none.</param>
    /// <param name="values">ExpressionAttributeValues; null when the request has none.</param>
    /// <param name="context">The context.</param>
    /// <param name="error">Why there is none.</param>
    public static bool TryCreate(
        IReadOnlyDictionary<string, string>? names,
        IReadOnlyDictionary<string, AttributeValue>? values,
        [NotNullWhen(true)] out ExpressionContext? context,
        [NotNullWhen(false)] out TableError? error)
    {
        error = Check("ExpressionAttributeNames", '#', names?.Keys) ?? Check("ExpressionAttributeValues", ':', values?.Keys);
        context = error is null ? new(names, values) : null;
        return context is not null;
    }

    /// <summary>What a value's own error is told as, when it came with a placeholder.</summary>
    public static TableError InvalidValue(string placeholder, TableError error) =>
        TableError.Validation($"ExpressionAttributeValues contains invalid value: {error.Message} for key {placeholder}");

    /// <summary>What <c>#name</c> stands for.</summary>
    public bool TryGetName(string placeholder, [NotNullWhen(true)] out string? name)
    {
        _unused.Remove(placeholder);
        name = null;
        return _names?.TryGetValue(placeholder, out name) == true;
    }

    /// <summary>What <c>:value</c> stands for.</summary>
    public bool TryGetValue(string placeholder, [NotNullWhen(true)] out AttributeValue? value)
    {
        _unused.Remove(placeholder);
        value = null;
        return _values?.TryGetValue(placeholder, out value) == true;
    }

    /// <summary>Once all expressions are read: the error for placeholders that none of them used.</summary>
    public TableError? FindUnused() => Unused("ExpressionAttributeNames", _names?.Keys) ?? Unused("ExpressionAttributeValues", _values?.Keys);

    private TableError? Unused(string parameter, IEnumerable<string>? keys)
    {
        var unused = keys?.Where(_unused.Contains).ToArray();
        return unused is null or [] ? null
            : TableError.Validation($"Value provided in {parameter} unused in expressions: keys: {{{string.Join(", ", unused)}}}");
    }

    private static TableError? Check(string parameter, char mark, IEnumerable<string>? keys)
    {
        var any = false;
        foreach (var key in keys ?? [])
        {
            any = true;
            if (key.Length < 2 || key[0] != mark || key.AsSpan(1).ContainsAnyExcept(_placeholder))
            {
                return TableError.Validation($"{parameter} contains invalid key: Syntax error; key: \"{key}\"");
            }

            if (key.Length > ExpressionLimits.MaxPlaceholderOctets)
            {
                return TableError.Validation($"{parameter} contains invalid key: The expression attribute map contains a key that is too long; key: \"{key}\"");
            }
        }

        return keys is null || any ? null : TableError.Validation($"{parameter} must not be empty");
    }

    private static readonly System.Buffers.SearchValues<char> _placeholder =
        System.Buffers.SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz");
}
