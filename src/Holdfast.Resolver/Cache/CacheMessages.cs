using Microsoft.Extensions.Logging;

namespace Holdfast.Resolver.Cache;

/// <summary>What is logged about the cache's journal; event ids 3100 to 3199.</summary>
internal static partial class CacheMessages
{
    [LoggerMessage(3100, LogLevel.Information, "{Count} cached answers restored from {Path}; {PassedOver} were too old or replaced")]
    public static partial void Restored(ILogger logger, int count, string path, int passedOver);

    [LoggerMessage(3101, LogLevel.Warning, "{Path} was damaged: {Detail}")]
    public static partial void Damaged(ILogger logger, string path, string detail);

    /// <summary>Tells that writing fails, once when it begins, and once when it works again.</summary>
    public static void TellWriting(ILogger logger, string path, string? fault)
    {
        if (fault is null)
        {
            WritingAgain(logger, path);
        }
        else
        {
            WritingFailed(logger, path, fault);
        }
    }

    [LoggerMessage(3102, LogLevel.Error, "{Path} cannot be written: {Detail}. A restart would lose what was cached since")]
    private static partial void WritingFailed(ILogger logger, string path, string detail);

    [LoggerMessage(3103, LogLevel.Information, "{Path} can be written again")]
    private static partial void WritingAgain(ILogger logger, string path);
}
