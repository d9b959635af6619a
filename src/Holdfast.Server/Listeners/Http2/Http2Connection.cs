using System.Buffers;
using System.Net.Sockets;
using Holdfast.Resolver.Exchanges;
using Holdfast.Server.Pipeline;

namespace Holdfast.Server.Listeners.Http2;

/// <summary>
/// One HTTP/2 connection with DNS on it: reads octets for <see cref="Http2Session"/> and writes what it says. All requests
/// of a read are answered in one write; misses are answered as they come. Whoever feeds the session has its turn, writes
/// included, so that frames go out in the order they were made. While it is idle it holds no buffer.
/// </summary>
internal sealed class Http2Connection(Socket socket, ClientAddress address, QueryPipeline pipeline, CounterBlock counters) : IStreamConnection
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly ConnectionActivity _activity = new(pipeline.Clock);
    private readonly Http2Session _session = new(pipeline, counters);
    private Stream _stream = Stream.Null;
    private volatile bool _isStopping;

    /// <inheritdoc/>
    public bool IsIdle(TimeSpan now, out TimeSpan idle) => _activity.IsIdle(now, out idle);

    /// <inheritdoc/>
    public void Abort() => socket.Dispose();

    /// <inheritdoc/>
    public void StopReading()
    {
        _isStopping = true;
        socket.End(SocketShutdown.Receive);
    }

    /// <inheritdoc/>
    public async Task ServeAsync(Stream stream, CancellationToken cancellationToken)
    {
        _stream = stream;
        try
        {
            await TakeTurnAsync(session => session.Open(), cancellationToken);
            await stream.ReadAllAsync(Http2Limits.InputOctets, TakeAsync, cancellationToken);
            if (_session.HasEnded)
            {
                socket.End(SocketShutdown.Both);
            }
            else if (_isStopping)
            {
                await TakeTurnAsync(session => session.Leave(), cancellationToken);
            }
        }
        catch (Exception failure) when (StreamListener.IsEndOfConnection(failure))
        {
            // Reset or cut off: responses under way go nowhere.
            socket.Dispose();
        }
        finally
        {
            await _activity.DrainAsync();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private async ValueTask<int> TakeAsync(ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        var scratch = ArrayPool<byte>.Shared.Rent(Http2Requests.ScratchOctets(pipeline.Plan.Options));
        var output = ArrayPool<byte>.Shared.Rent(Http2Limits.OutputOctets);
        try
        {
            var client = new ClientInfo(address, Transport.Https, pipeline.Clock.Now);
            var before = _session.Requests;
            var (used, taken) = (0, 0);
            do
            {
                _session.Begin(output);
                taken = _session.Receive(input.Span[used..], scratch, client);
                used += taken;
                AskLater(cancellationToken);
                await WriteAsync(output, cancellationToken);
            }
            while (!_session.HasEnded && (_session.HasMore || (taken > 0 && used < input.Length)));

            if (_session.Requests != before)
            {
                _activity.Touch(pipeline.Clock.Now);
            }

            return _session.HasEnded ? -1 : used;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(output);
            ArrayPool<byte>.Shared.Return(scratch);
            _turn.Release();
        }
    }

    private void AskLater(CancellationToken cancellationToken)
    {
        foreach (var miss in _session.Misses)
        {
            _ = AnswerLaterAsync(miss, cancellationToken);
        }

        _session.Misses.Clear();
    }

    private async Task AnswerLaterAsync(Http2Miss miss, CancellationToken cancellationToken)
    {
        _activity.BeginQuestion();
        try
        {
            var resolution = await pipeline.ResolveAsync(miss.Query, miss.Client, cancellationToken);
            _activity.EndWaiting();
            await TakeTurnAsync(session => session.Complete(miss, resolution), cancellationToken);
            _activity.Touch(pipeline.Clock.Now);
        }
        catch (Exception failure) when (StreamListener.IsEndOfConnection(failure))
        {
            // The reading loop meets the same end.
        }
        finally
        {
            _activity.EndQuestion();
        }
    }

    private async ValueTask TakeTurnAsync(Action<Http2Session> act, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        var output = ArrayPool<byte>.Shared.Rent(Http2Limits.OutputOctets);
        try
        {
            if (_session.HasEnded)
            {
                return;
            }

            _session.Begin(output);
            act(_session);
            await WriteAsync(output, cancellationToken);
            if (_session.HasEnded)
            {
                socket.End(SocketShutdown.Both);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(output);
            _turn.Release();
        }
    }

    private ValueTask WriteAsync(byte[] output, CancellationToken cancellationToken) =>
        _session.Written == 0 ? ValueTask.CompletedTask : _stream.WriteAsync(output.AsMemory(0, _session.Written), cancellationToken);
}
