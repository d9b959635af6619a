namespace Holdfast.Resolver.Durable;

/// <summary>What opening a log found.</summary>
/// <param name="Records">How many records were read.</param>
/// <param name="TornOctets">How many octets of an unfinished write were cut from the end.</param>
/// <param name="DamagedOctets">How many octets between records could not be read, and were skipped.</param>
/// <param name="Aside">Where the file as it was is kept; null when nothing was damaged.</param>
internal readonly record struct LogRecovery(int Records, long TornOctets, long DamagedOctets, string? Aside)
{
    /// <summary>What was found, for people.</summary>
    public override string ToString() =>
        $"{Records} records read, {TornOctets} octets of an unfinished write cut off, {DamagedOctets} damaged octets skipped"
        + (Aside is null ? "" : $"; the file as it was is kept in {Aside}");
}
