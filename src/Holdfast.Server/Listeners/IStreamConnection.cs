using System.Net.Sockets;
using Holdfast.Server.Pipeline;

namespace Holdfast.Server.Listeners;

/// <summary>Makes what speaks to a client on a connection just accepted.</summary>
internal delegate IStreamConnection NewStreamConnection(Socket socket, ClientAddress client, CounterBlock counters);

/// <summary>One connection with queries on it.</summary>
internal interface IStreamConnection : IDisposable
{
    /// <summary>Whether it waits for nothing but its client, and since when.</summary>
    /// <param name="now">The present moment.</param>
    /// <param name="idle">How long it has done nothing: neither taken a whole query nor got rid of a response.</param>
    bool IsIdle(TimeSpan now, out TimeSpan idle);

    /// <summary>Ends it at once.</summary>
    void Abort();

    /// <summary>Takes no more queries; it ends when those under way are answered.</summary>
    void StopReading();

    /// <summary>Serves it until the client closes, breaks the rules, or is cut off.</summary>
    /// <param name="stream">The octets, decrypted where they must be.</param>
    /// <param name="cancellationToken">Gives up questions under way.</param>
    Task ServeAsync(Stream stream, CancellationToken cancellationToken);
}
