using System.Text.Json;
using System.Text.RegularExpressions;
using Holdfast.Tables.Items;
using Holdfast.Tables.Operations.Shapes;

namespace Holdfast.Tables.Catalog;

/// <summary>What tables and indexes may be called, and how requests refer to them: by name, or by resource name.</summary>
internal static partial class TableNames
{
    private const int MinCharacters = 3;
    private const int MaxCharacters = 255;
    private const int MaxReferenceCharacters = 1024;
    private const string ArnStart = "arn:aws:dynamodb:";

    /// <summary>A reference to a table: to be resolved by <see cref="TryResolve"/>.</summary>
    public static Shape Reference { get; } = new TextShape { Least = 1, Most = MaxReferenceCharacters };

    /// <summary>The name of an index.</summary>
    public static Shape Index { get; } = new TextShape { Pattern = NamePattern(), Least = MinCharacters, Most = MaxCharacters };

    /// <summary>The name of a table that is to be.</summary>
    public static Shape New { get; } = new TextShape { Pattern = NamePattern() };

    /// <summary>What is asked of TableName before anything else where tables are made or changed.</summary>
    public static TableError? CheckFirst(JsonElement request) => request.GetText("TableName") switch
    {
        null => TableError.Validation("The parameter 'TableName' is required but was not present in the request"),
        { Length: < MinCharacters or > MaxCharacters } name when !name.StartsWith(ArnStart, StringComparison.Ordinal) =>
            TableError.Validation($"TableName must be at least {MinCharacters} characters long and at most {MaxCharacters} characters long"),
        _ => null,
    };

    /// <summary>The table that a name or a resource name (ARN) refers to.</summary>
    public static bool TryResolve(string reference, out string name)
    {
        name = reference;
        if (reference.StartsWith(ArnStart, StringComparison.Ordinal))
        {
            var parts = reference.Split(':', 6);
            var resource = parts.Length == 6 ? parts[5].Split('/') : [];
            name = resource is ["table", var table, ..] ? table : "";
        }

        return name.Length is >= MinCharacters and <= MaxCharacters && NamePattern().IsMatch(name);
    }

    /// <summary>What is answered to a reference that cannot be one.</summary>
    public static TableError Invalid() => TableError.Validation(
        "Invalid table/index name.  Table/index names must be between 3 and 255 characters long, and may contain only the characters "
        + "a-z, A-Z, 0-9, '_', '-', and '.'");

    [GeneratedRegex(@"^[a-zA-Z0-9_.-]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();
}
