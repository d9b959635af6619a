namespace Holdfast.Store;

/// <summary>All changes of one commit, by key.</summary>
internal sealed record StoreCommit(Revision Revision, ImmutableArray<StoreChange> Changes)
{
    public static StoreCommit Of(Revision revision, List<StoreChange> changes)
    {
        changes.Sort((one, other) => one.Key.Span.SequenceCompareTo(other.Key.Span));
        return new(revision, [.. changes]);
    }

    /// <summary>The changes that a watch asks for, the last of them marked as such.</summary>
    public IEnumerable<StoreChange> Within(StoreWatch watch)
    {
        StoreChange? held = null;
        foreach (var change in Changes)
        {
            if (!Octets.Within(change.Key.Span, watch.From.Span, watch.To.Span))
            {
                continue;
            }

            if (held is not null)
            {
                yield return held;
            }

            held = change;
        }

        if (held is not null)
        {
            yield return held with { EndsCommit = true };
        }
    }
}
