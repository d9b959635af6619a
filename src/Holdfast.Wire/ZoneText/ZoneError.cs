namespace Holdfast.Wire.ZoneText;

/// <summary>What is wrong at one place of a zone file, in words for the person who wrote it.</summary>
/// <param name="File">The file, as the caller or its opener named it.</param>
/// <param name="Line">The line, counted from 1.</param>
/// <param name="Column">The character within the line, counted from 1.</param>
/// <param name="Problem">What is wrong, with the offending word and what is allowed in its place.</param>
/// <param name="Text">The words of the entry, cut after 120 characters.</param>
public sealed record ZoneError(string File, int Line, int Column, string Problem, string Text)
{
    /// <summary>File, line, column, problem and text, as compilers write them.</summary>
    public override string ToString() => $"{File}:{Line}:{Column}: {Problem}{(Text.Length > 0 ? $" In: {Text}" : "")}";
}
