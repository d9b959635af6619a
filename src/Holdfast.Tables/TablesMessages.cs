using Holdfast.Store;
using Microsoft.Extensions.Logging;

namespace Holdfast.Tables;

/// <summary>What the tables tell the log.</summary>
internal static partial class TablesMessages
{
    [LoggerMessage(7001, LogLevel.Error, "{operation} broke on what nobody foresaw")]
    public static partial void OperationBroke(ILogger logger, string operation, Exception bug);

    [LoggerMessage(7002, LogLevel.Warning, "{operation} met trouble with the store, {fault}: {trouble}")]
    public static partial void StoreTrouble(ILogger logger, string operation, StoreFault fault, string trouble);

    [LoggerMessage(7003, LogLevel.Error, "{work} broke, and is tried again")]
    public static partial void WorkBroke(ILogger logger, string work, Exception bug);

    [LoggerMessage(7004, LogLevel.Warning, "any key is accepted and no signature is checked: for development alone")]
    public static partial void AnyKeyIsAccepted(ILogger logger);
}
