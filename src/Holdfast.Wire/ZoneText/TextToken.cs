namespace Holdfast.Wire.ZoneText;

/// <summary>One word of an entry, escapes still in it; quotation marks around the whole of it are taken off.</summary>
/// <param name="Start">Its first character within the entry.</param>
/// <param name="Length">How many characters it has.</param>
/// <param name="Line">The line it begins in.</param>
/// <param name="Column">The column it begins in.</param>
/// <param name="IsQuoted">Whether it stood between quotation marks.</param>
internal readonly record struct TextToken(int Start, int Length, int Line, int Column, bool IsQuoted);
