namespace Holdfast.Resolver.Resolving;

/// <summary>Turns a question into an answer with its provenance.</summary>
public interface IResolver
{
    /// <summary>Resolves. Every failure is an answer: SERVFAIL with extended errors that say who failed and how.</summary>
    /// <param name="request">The question.</param>
    /// <param name="deadline">When the answer must be there; whatever is best by then is given.</param>
    /// <param name="cancellationToken">Gives up waiting; the work itself may go on for others who asked the same.</param>
    ValueTask<Resolution> ResolveAsync(ResolutionRequest request, Deadline deadline, CancellationToken cancellationToken);

    /// <summary>Refreshes an answer that is still fresh, for nobody in particular; returns at once. Does nothing unless implemented.</summary>
    /// <param name="request">The question.</param>
    void Prefetch(ResolutionRequest request)
    {
    }
}
