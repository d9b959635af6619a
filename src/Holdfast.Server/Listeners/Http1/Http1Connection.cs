using System.IO.Pipelines;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace Holdfast.Server.Listeners.Http1;

/// <summary>One HTTP/1.1 connection, which Kestrel serves and times: what it sees is octets, decrypted already.</summary>
internal sealed class Http1Connection(Socket socket, KestrelGateway kestrel) : IStreamConnection
{
    /// <inheritdoc/>
    public bool IsIdle(TimeSpan now, out TimeSpan idle)
    {
        idle = TimeSpan.Zero;
        return false;
    }

    /// <inheritdoc/>
    public void Abort() => socket.Dispose();

    /// <summary>Kestrel does, once it stops.</summary>
    public void StopReading()
    {
    }

    /// <inheritdoc/>
    public async Task ServeAsync(Stream stream, CancellationToken cancellationToken)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var connection = new Octets(socket, stream, ended);
        if (kestrel.TryServe(connection))
        {
            await ended.Task;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    // Kestrel disposes of it when it has done with it.
    private sealed class Octets : DefaultConnectionContext
    {
        private readonly Socket _socket;
        private readonly TaskCompletionSource _ended;

        public Octets(Socket socket, Stream stream, TaskCompletionSource ended)
        {
            _socket = socket;
            _ended = ended;
            Transport = new Pipes(PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true)), PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true)));
            RemoteEndPoint = socket.RemoteEndPoint;
            LocalEndPoint = socket.LocalEndPoint;
        }

        public override void Abort(ConnectionAbortedException abortReason) => _socket.Dispose();

        public override ValueTask DisposeAsync()
        {
            _ended.TrySetResult();
            return base.DisposeAsync();
        }
    }

    private sealed record Pipes(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
