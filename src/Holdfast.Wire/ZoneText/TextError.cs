namespace Holdfast.Wire.ZoneText;

/// <summary>Why a text in presentation form cannot be read, in words for the person who wrote it.</summary>
/// <param name="Problem">What is wrong, with the offending word and what is allowed in its place.</param>
/// <param name="Line">The line, counted from 1.</param>
/// <param name="Column">The character within the line, counted from 1.</param>
public sealed record TextError(string Problem, int Line, int Column)
{
    /// <summary>Line, column and problem.</summary>
    public override string ToString() => $"{Line}:{Column}: {Problem}";
}
