namespace Holdfast.App.Querying;

/// <summary>Colours for a terminal; none where the output is a file or a pipe, or where NO_COLOR is set (no-color.org).</summary>
internal sealed class Ink(bool enabled)
{
    /// <summary>The ink for standard output.</summary>
    public static Ink ForOutput { get; } = new(
        !Console.IsOutputRedirected
        && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
        && Environment.GetEnvironmentVariable("TERM") != "dumb");

    public string Bold(string text) => Wrap("1", text);

    public string Dim(string text) => Wrap("2", text);

    public string Red(string text) => Wrap("31", text);

    public string Green(string text) => Wrap("32", text);

    public string Cyan(string text) => Wrap("36", text);

    private string Wrap(string code, string text) => enabled ? $"\e[{code}m{text}\e[0m" : text;
}
