namespace Holdfast.Resolver.Exchanges.Streams;

/// <summary>A stream to a server, or why there is none.</summary>
/// <param name="Stream">The stream, owned by who asked for it; null when there is none.</param>
/// <param name="Outcome">The stage that failed; <see cref="ExchangeOutcome.Answered"/> with a stream.</param>
/// <param name="Detail">What the system said.</param>
internal readonly record struct OpenedStream(Stream? Stream, ExchangeOutcome Outcome, string? Detail = null);

/// <summary>Connects to a server.</summary>
internal interface IStreamOpener
{
    /// <summary>Opens a stream; every failure is a value.</summary>
    Task<OpenedStream> OpenAsync(CancellationToken cancellationToken);
}
