namespace Holdfast.Wire.ZoneText;

/// <summary>A file that $INCLUDE asked for, opened.</summary>
/// <param name="Path">Its name in errors; equal for equal files, so that a file that includes itself is found out.</param>
/// <param name="Text">Its text; the zone reader disposes of it.</param>
public sealed record ZoneFile(string Path, TextReader Text);
