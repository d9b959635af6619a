using Microsoft.Extensions.Logging;

namespace Holdfast.Resolver.LastKnownGood;

/// <summary>What is logged about guarded names; event ids 3000 to 3099.</summary>
internal static partial class GuardMessages
{
    [LoggerMessage(3000, LogLevel.Information, "{Name} {Type}: {Kind}: {Text}")]
    public static partial void Changed(ILogger logger, string name, string type, GuardChangeKind kind, string text);

    [LoggerMessage(3007, LogLevel.Debug, "{Name} {Type}: {Kind}: {Text}")]
    public static partial void Learnt(ILogger logger, string name, string type, GuardChangeKind kind, string text);

    [LoggerMessage(3001, LogLevel.Warning, "{Name} {Type}: {Kind}: {Text}")]
    public static partial void Warned(ILogger logger, string name, string type, GuardChangeKind kind, string text);

    [LoggerMessage(3002, LogLevel.Warning, "{Limit} names and types are remembered, which is the limit: {Name} is not")]
    public static partial void NotRemembered(ILogger logger, int limit, string name);

    [LoggerMessage(3003, LogLevel.Information, "{Count} names and types are remembered from {Path}")]
    public static partial void Recovered(ILogger logger, int count, string path);

    [LoggerMessage(3004, LogLevel.Warning, "{Path} was damaged: {Detail}")]
    public static partial void Damaged(ILogger logger, string path, string detail);

    [LoggerMessage(3005, LogLevel.Error, "{Path} cannot be written: {Detail}. What changes is remembered in memory until it can")]
    public static partial void LogFailed(ILogger logger, string path, string detail);

    [LoggerMessage(3006, LogLevel.Information, "{Path} can be written again")]
    public static partial void LogRecovered(ILogger logger, string path);
}
