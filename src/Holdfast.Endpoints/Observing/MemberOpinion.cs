namespace Holdfast.Endpoints.Observing;

/// <summary>What one observer thinks of one member, over all its probes.</summary>
/// <param name="Opinion">Up when every probe says so, down when one does, else unknown.</param>
/// <param name="Detail">What a failing probe saw; null when none fails.</param>
public readonly record struct MemberOpinion(Opinion Opinion, string? Detail = null)
{
    // What a server says about itself must not fill the store.
    private const int MaxDetailCharacters = 200;

    /// <summary>Puts a member's probes together.</summary>
    internal static MemberOpinion Of(ReadOnlySpan<Streak> streaks, ReadOnlySpan<ProbeOptions> probes)
    {
        var all = Opinion.Up;
        for (var i = 0; i < streaks.Length; i++)
        {
            if (streaks[i].Opinion == Opinion.Down)
            {
                var detail = $"{probes[i].Target}: {streaks[i].Last.Detail ?? streaks[i].Last.Outcome.ToString()}";
                return new MemberOpinion(Opinion.Down, detail.Length > MaxDetailCharacters ? detail[..MaxDetailCharacters] : detail);
            }

            all = streaks[i].Opinion == Opinion.Unknown ? Opinion.Unknown : all;
        }

        return new MemberOpinion(all);
    }
}
