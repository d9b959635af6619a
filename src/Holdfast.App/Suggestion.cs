namespace Holdfast.App;

/// <summary>Finds what somebody may have meant.</summary>
internal static class Suggestion
{
    /// <summary>Words for something unknown, with the nearest known one where there is one.</summary>
    public static string Unknown(string kind, string word, IEnumerable<string> known) =>
        Nearest(word, known) is { } nearest ? $"unknown {kind} '{word}'; did you mean '{nearest}'?" : $"unknown {kind} '{word}'";

    /// <summary>The nearest of the known words, unless all are too far.</summary>
    public static string? Nearest(string word, IEnumerable<string> known)
    {
        var allowed = Math.Max(1, (word.Length + 1) / 3);
        return known
            .Select(candidate => (candidate, distance: Distance(word.ToLowerInvariant(), candidate.ToLowerInvariant())))
            .Where(pair => pair.distance <= allowed)
            .OrderBy(pair => pair.distance)
            .Select(pair => pair.candidate)
            .FirstOrDefault();
    }

    // Levenshtein's distance, one row at a time.
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substituted, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
