using System.Net;
using Holdfast.Balancing.Choosing;
using Microsoft.Extensions.Logging;

namespace Holdfast.Balancing;

/// <summary>What is logged about virtual addresses; event ids 6000 to 6099.</summary>
internal static partial class BalancingMessages
{
    [LoggerMessage(6000, LogLevel.Information, "{Name}: the virtual address serves at {EndPoints}")]
    public static partial void Serves(ILogger logger, string name, string endPoints);

    [LoggerMessage(6001, LogLevel.Information, "{Name}: {Node} is {Standing}, it was {Before}")]
    public static partial void Stands(ILogger logger, string name, IPAddress node, NodeStanding standing, NodeStanding before);

    [LoggerMessage(6002, LogLevel.Warning, "{Name}: {Node} failed {Count} requests in a row")]
    public static partial void Failing(ILogger logger, string name, IPAddress node, int count);

    [LoggerMessage(6003, LogLevel.Warning, "{Name}: nodes that fail get requests on ({Count}): ejections leave {Share:P0} of the pool in rotation")]
    public static partial void Withheld(ILogger logger, string name, int count, double share);

    [LoggerMessage(6004, LogLevel.Error, "{Name}: nobody is healthy, or less than {Share:P0} of the pool: health is not believed, every node gets requests")]
    public static partial void FailsOpen(ILogger logger, string name, double share);

    [LoggerMessage(6005, LogLevel.Information, "{Name}: health is believed again")]
    public static partial void Believes(ILogger logger, string name);

    [LoggerMessage(6006, LogLevel.Warning, "{Name}: stopped with requests in flight: they had {Limit:g}")]
    public static partial void CutOff(ILogger logger, string name, TimeSpan limit);
}
