using System.Globalization;

namespace Holdfast.App.Configuration;

/// <summary>A user's mistake: where, which key, which value, and what is allowed there.</summary>
/// <param name="Place">Where in the file.</param>
/// <param name="Key">The key with those above it, such as <c>cache.max-stale</c>; empty for the file as a whole.</param>
/// <param name="Value">What stands there; null when nothing does.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Allowed">What may stand there; null when the message says it.</param>
internal sealed record ConfigProblem(ConfigPlace Place, string Key, string? Value, string Message, string? Allowed = null)
{
    /// <summary>The problem as one line: <c>file:line:column: key: 'value' message; allowed: …</c>.</summary>
    public string ToLine(string file)
    {
        var place = Place.Line == 0 ? string.Empty : string.Create(CultureInfo.InvariantCulture, $":{Place.Line}:{Place.Column}");
        var key = Key.Length == 0 ? string.Empty : $"{Key}: ";
        var value = Value is null ? string.Empty : $"'{Value}' ";
        var allowed = Allowed is null ? string.Empty : $"; allowed: {Allowed}";
        return $"{file}{place}: {key}{value}{Message}{allowed}";
    }
}
