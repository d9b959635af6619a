using System.Buffers;
using System.Buffers.Binary;
using System.Net.Sockets;
using Holdfast.Resolver.Exchanges;
using Holdfast.Resolver.Resolving;
using Holdfast.Server.Pipeline;
using Holdfast.Wire.Messages;

namespace Holdfast.Server.Listeners;

/// <summary>
/// One connection with queries one after another, each behind its length (RFC 1035 §4.2.2). All that have arrived are
/// taken at once; what can be answered at once goes back in one write; misses are answered as they come, in any order
/// (RFC 7766 §6.2.1.1, §7). While it is idle it holds no buffer.
/// </summary>
internal sealed class StreamConnection(
    Socket socket, ClientAddress address, Transport transport, QueryPipeline pipeline, ConnectionGate gate, CounterBlock counters)
    : IStreamConnection
{
    private const int LengthOctets = 2;
    private const int InputOctets = 16 << 10;

    // Room for many usual responses; the longest possible one still fits behind them.
    private const int OutputOctets = 128 << 10;

    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly SemaphoreSlim _room = new(pipeline.Plan.Options.MaxMissesPerConnection);
    private readonly ConnectionActivity _activity = new(pipeline.Clock);
    private Stream _stream = Stream.Null;

    /// <inheritdoc/>
    public bool IsIdle(TimeSpan now, out TimeSpan idle) => _activity.IsIdle(now, out idle);

    /// <inheritdoc/>
    public void Abort() => socket.Dispose();

    /// <inheritdoc/>
    public void StopReading() => socket.End(SocketShutdown.Receive);

    /// <inheritdoc/>
    public async Task ServeAsync(Stream stream, CancellationToken cancellationToken)
    {
        _stream = stream;
        try
        {
            await stream.ReadAllAsync(Math.Max(InputOctets, LengthOctets + pipeline.Plan.Options.MaxQueryOctets), TakeAsync, cancellationToken);
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
    public void Dispose()
    {
        _writing.Dispose();
        _room.Dispose();
    }

    // Takes all whole queries. Gives how many octets they were, or -1 when the connection must end.
    private async ValueTask<int> TakeAsync(ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        var options = pipeline.Plan.Options;
        var output = ArrayPool<byte>.Shared.Rent(OutputOctets);
        var used = 0;
        var written = 0;
        try
        {
            var client = new ClientInfo(address, transport, pipeline.Clock.Now, gate.IdleTimeout(options));
            while (TryFrame(input[used..], options, out var query))
            {
                used += LengthOctets + query.Length;
                _activity.Touch(client.ReceivedAt);
                if (output.Length - written < LengthOctets + Message.MaxOctets)
                {
                    await WriteAsync(output.AsMemory(0, written), cancellationToken);
                    written = 0;
                }

                switch (Handle(query.Span, client, output.AsSpan(written + LengthOctets), out var length))
                {
                    case PipelineVerdict.Answered:
                        BinaryPrimitives.WriteUInt16BigEndian(output.AsSpan(written), (ushort)length);
                        written += LengthOctets + length;
                        break;

                    case PipelineVerdict.Miss:
                        if (!_room.Wait(0, CancellationToken.None))
                        {
                            // What is ready must not wait for what is not.
                            await WriteAsync(output.AsMemory(0, written), cancellationToken);
                            written = 0;
                            await _room.WaitAsync(cancellationToken);
                        }

                        _ = AnswerLaterAsync(query.ToArray(), client, cancellationToken);
                        break;
                }
            }

            await WriteAsync(output.AsMemory(0, written), cancellationToken);
            return IsTooLong(input[used..], options) ? -1 : used;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(output);
        }
    }

    private static bool TryFrame(ReadOnlyMemory<byte> input, ServerOptions options, out ReadOnlyMemory<byte> query)
    {
        query = default;
        if (input.Length < LengthOctets)
        {
            return false;
        }

        int length = BinaryPrimitives.ReadUInt16BigEndian(input.Span);
        if (input.Length < LengthOctets + length || length > options.MaxQueryOctets)
        {
            return false;
        }

        query = input.Slice(LengthOctets, length);
        return true;
    }

    private static bool IsTooLong(ReadOnlyMemory<byte> rest, ServerOptions options) =>
        rest.Length >= LengthOctets && BinaryPrimitives.ReadUInt16BigEndian(rest.Span) > options.MaxQueryOctets;

    private PipelineVerdict Handle(ReadOnlySpan<byte> query, in ClientInfo client, Span<byte> response, out int length) =>
        pipeline.Handle(query, client, counters, response[..Message.MaxOctets], out length);

    private async Task AnswerLaterAsync(ReadOnlyMemory<byte> query, ClientInfo client, CancellationToken cancellationToken)
    {
        _activity.BeginQuestion();
        try
        {
            var resolution = await pipeline.ResolveAsync(query, client, cancellationToken);
            _activity.EndWaiting();
            if (resolution is not null)
            {
                await AnswerAsync(query, client, resolution, cancellationToken);
            }
        }
        catch (Exception failure) when (StreamListener.IsEndOfConnection(failure))
        {
            // The reading loop meets the same end.
        }
        finally
        {
            _room.Release();
            _activity.EndQuestion();
        }
    }

    private async ValueTask AnswerAsync(
        ReadOnlyMemory<byte> query, ClientInfo client, Resolution resolution, CancellationToken cancellationToken)
    {
        var output = ArrayPool<byte>.Shared.Rent(LengthOctets + Message.MaxOctets);
        try
        {
            var length = pipeline.Finish(query.Span, client, counters, resolution, output.AsSpan(LengthOctets, Message.MaxOctets));
            BinaryPrimitives.WriteUInt16BigEndian(output, (ushort)length);
            await WriteAsync(output.AsMemory(0, LengthOctets + length), cancellationToken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(output);
        }
    }

    private async ValueTask WriteAsync(ReadOnlyMemory<byte> octets, CancellationToken cancellationToken)
    {
        if (octets.IsEmpty)
        {
            return;
        }

        await _writing.WaitAsync(cancellationToken);
        try
        {
            await _stream.WriteAsync(octets, cancellationToken);
            _activity.Touch(pipeline.Clock.Now);
        }
        finally
        {
            _writing.Release();
        }
    }
}
