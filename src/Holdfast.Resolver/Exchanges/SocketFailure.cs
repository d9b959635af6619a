using System.Net.Sockets;

namespace Holdfast.Resolver.Exchanges;

/// <summary>What the system's errors mean for an exchange.</summary>
internal static class SocketFailure
{
    public static ExchangeOutcome Outcome(SocketError error) => error switch
    {
        SocketError.ConnectionRefused or SocketError.ConnectionReset => ExchangeOutcome.ConnectionRefused,
        SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable => ExchangeOutcome.Overloaded,
        SocketError.TimedOut => ExchangeOutcome.TimedOut,
        SocketError.OperationAborted => ExchangeOutcome.Cancelled,
        _ => ExchangeOutcome.Unreachable,
    };

    public static string Describe(SocketError error) => error switch
    {
        SocketError.ConnectionRefused => "connection refused",
        SocketError.ConnectionReset => "connection reset",
        SocketError.NetworkUnreachable => "network unreachable",
        SocketError.HostUnreachable => "host unreachable",
        SocketError.TooManyOpenSockets => "too many open sockets in this process",
        SocketError.TimedOut => "connecting timed out",
        _ => error.ToString(),
    };
}
