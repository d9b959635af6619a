using Holdfast.Fuzz.Codec;
using Holdfast.Fuzz.Http2;
using Holdfast.Fuzz.Tables;

namespace Holdfast.Fuzz;

/// <summary>Something that any octets may be given to; it throws when they break a promise.</summary>
/// <param name="Name">Its name on the command line, and its folder under Corpus.</param>
/// <param name="Run">What is done with the octets.</param>
internal sealed record FuzzTarget(string Name, FuzzTarget.Action Run)
{
    public delegate void Action(ReadOnlySpan<byte> octets);

    /// <summary>Every target: a new one is a line here and a folder of small inputs.</summary>
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("message", MessageTarget.Run),
        new("record-text", RecordTextTarget.Run),
        new("zone-text", ZoneTextTarget.Run),
        new("name-text", NameTextTarget.Run),
        new("hpack", HpackTarget.Run),
        new("http2", Http2Target.Run),
        new("table-json", TableJsonTarget.Run),
        new("table-expression", TableExpressionTarget.Run),
    ];

    /// <summary>The inputs that every test run replays.</summary>
    public IEnumerable<string> Corpus =>
        Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Corpus", Name)).Order(StringComparer.Ordinal);

    public static FuzzTarget? Find(string name) => All.FirstOrDefault(target => target.Name == name);
}
