using Holdfast.Endpoints.Planning;
using Holdfast.Endpoints.Publishing;
using Microsoft.Extensions.Logging;

namespace Holdfast.Endpoints;

/// <summary>What is logged about endpoints; event ids 5000 to 5099.</summary>
internal static partial class EndpointsMessages
{
    [LoggerMessage(5000, LogLevel.Information, "{Name}: generation {Generation} is published, with {Count} addresses")]
    public static partial void Published(ILogger logger, string name, Generation generation, int count);

    [LoggerMessage(5001, LogLevel.Error, "{Name}: generation {Generation} was refused: {Text}. The last plan stands; endpoints plan shows it, endpoints force publishes it")]
    public static partial void Refused(ILogger logger, string name, Generation generation, string text);

    [LoggerMessage(5002, LogLevel.Warning, "{Name}: the last plan stands: {Text}")]
    public static partial void Stands(ILogger logger, string name, string text);

    [LoggerMessage(5003, LogLevel.Warning, "{Name}: {Text}")]
    public static partial void Frozen(ILogger logger, string name, string text);

    [LoggerMessage(5004, LogLevel.Warning, "{Name}: the store cannot be used, the last plan stands: {Text}")]
    public static partial void StoreFailed(ILogger logger, string name, string text);

    [LoggerMessage(5005, LogLevel.Debug, "{Name}: {Outcome} {Text}")]
    public static partial void Went(ILogger logger, string name, RoundOutcome outcome, string text);

    [LoggerMessage(5006, LogLevel.Error, "{Name}: a round broke off; the next one begins anew")]
    public static partial void RoundBroke(ILogger logger, string name, Exception bug);

    [LoggerMessage(5010, LogLevel.Warning, "The feed of plans is interrupted, the last plans are served on: {Text}")]
    public static partial void FeedInterrupted(ILogger logger, string text);

    [LoggerMessage(5011, LogLevel.Error, "{Name}: what the store holds is not taken over: {Text}. Generation {Generation} is served on")]
    public static partial void NotTaken(ILogger logger, string name, Generation generation, string text);

    [LoggerMessage(5012, LogLevel.Error, "{Path}: {Text}")]
    public static partial void FolderTrouble(ILogger logger, string path, string text);
}
