namespace Holdfast.TestPeers.RealServers;

/// <summary>A zone that an authoritative server is given as a file.</summary>
/// <param name="Origin">The zone's name, <c>example.test.</c></param>
/// <param name="Text">The zone file.</param>
public sealed record ServedZone(string Origin, string Text)
{
    /// <summary>A zone with SOA and NS, and the records given, one a line.</summary>
    public static ServedZone Of(string origin, params string[] records) => new(origin, $"""
        $ORIGIN {origin}
        $TTL 300
        @ IN SOA ns hostmaster 1 3600 600 86400 60
        @ IN NS ns
        ns IN A 127.0.0.1
        {string.Join('\n', records)}

        """);

    internal string FileName => $"zone-{Origin.TrimEnd('.')}";
}
