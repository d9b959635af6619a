using Holdfast.Endpoints.Planning;

namespace Holdfast.Endpoints.Tests.Simulation;

/// <summary>
/// What the world sees of a name, and what must be true of it whoever writes it and however: once there it is never empty,
/// and never older than it was. It knows nothing of how plans are stored.
/// </summary>
internal sealed class RecordModel(Func<(Generation Generation, int Addresses)?> look)
{
    private Generation _seen;

    /// <summary>What was wrong first; null when nothing was.</summary>
    public string? Wrong { get; private set; }

    /// <summary>How many generations were seen.</summary>
    public int Generations { get; private set; }

    /// <summary>Looks at the record, after anything that may have changed it.</summary>
    /// <param name="because">What that was.</param>
    public void Look(string because)
    {
        if (look() is not (var generation, var addresses))
        {
            Note(_seen > Generation.None, $"EMPTY RECORD: generation {_seen} was published, and is gone", because);
            return;
        }

        Note(addresses == 0, $"EMPTY RECORD: generation {generation} has no address", because);
        Note(generation < _seen, $"OLDER PLAN: generation {generation} replaced {_seen}", because);
        if (generation != _seen)
        {
            Generations++;
            _seen = generation;
        }
    }

    private void Note(bool isWrong, string what, string because)
    {
        if (isWrong)
        {
            Wrong ??= $"{what} (after {because})";
        }
    }
}
