namespace Holdfast.Balancing.Ejecting;

/// <summary>That a node failed too many requests in a row, and until when it gets none for it.</summary>
/// <param name="Times">How often it was ejected in short order; 1 or more.</param>
/// <param name="From">Since when.</param>
/// <param name="Until">Until when.</param>
internal readonly record struct Ejection(int Times, TimeSpan From, TimeSpan Until)
{
    private const int MaxDoublings = 20;

    /// <summary>The next ejection: twice as long as the last one, unless the node did well for long since then.</summary>
    public static Ejection Next(Ejection? before, TimeSpan now, BalancingLimits limits)
    {
        var times = before is { } last && now - last.Until < limits.EjectForMost ? last.Times + 1 : 1;
        var length = limits.EjectFor * Math.Pow(2, Math.Min(times - 1, MaxDoublings));
        return new Ejection(times, now, now + (length < limits.EjectForMost ? length : limits.EjectForMost));
    }
}
