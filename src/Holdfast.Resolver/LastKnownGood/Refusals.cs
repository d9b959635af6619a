namespace Holdfast.Resolver.LastKnownGood;

/// <summary>
/// Which answers were refused, from whom and since when: what two operators insist on for as long as a denial needs to be
/// honoured is believed in the end.
/// </summary>
internal sealed class Refusals
{
    // How many names and types are remembered; beyond it all are forgotten, and the time begins anew.
    private const int MaxRemembered = 10_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<GuardKey, Refusal> _refusals = [];

    /// <summary>Notes a refusal, and says whether the answer is insisted on.</summary>
    public bool IsInsistedOn(GuardKey key, Fingerprint fingerprint, string provider, TimeSpan now, TimeSpan after)
    {
        lock (_gate)
        {
            if (!_refusals.TryGetValue(key, out var refusal) || refusal.Fingerprint != fingerprint)
            {
                if (_refusals.Count >= MaxRemembered)
                {
                    _refusals.Clear();
                }

                refusal = new Refusal(fingerprint, provider, now, Agreed: false);
            }
            else if (refusal.First != provider)
            {
                refusal = refusal with { Agreed = true };
            }

            _refusals[key] = refusal;
            return refusal.Agreed && now - refusal.Since >= after;
        }
    }

    /// <summary>Forgets what was refused: an answer was believed.</summary>
    public void Forget(GuardKey key)
    {
        lock (_gate)
        {
            _refusals.Remove(key);
        }
    }

    private sealed record Refusal(Fingerprint Fingerprint, string First, TimeSpan Since, bool Agreed);
}
