using System.Text.Json;
using System.Threading.Channels;
using Holdfast.Resolver.Exchanges;
using Holdfast.Server.Pipeline;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Names;
using Holdfast.Wire.Records;
using Microsoft.Extensions.Logging;

namespace Holdfast.Server;

/// <summary>
/// Queries as JSON lines, one object a line. Threads that serve only put entries into a bounded queue; when it is full,
/// entries are dropped and counted. The file is appended to, so that it can be truncated or rotated from outside.
/// </summary>
internal sealed partial class QueryLog : IAsyncDisposable
{
    private static readonly byte[] _newLine = "\n"u8.ToArray();

    private readonly Channel<QueryLogEntry>? _queue;
    private readonly ServerMetrics? _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger? _logger;
    private readonly Task _writing = Task.CompletedTask;

    private QueryLog() => _time = TimeProvider.System;

    /// <summary>Begins to write.</summary>
    public QueryLog(string path, int queueLength, ServerMetrics metrics, TimeProvider time, ILogger logger)
    {
        _metrics = metrics;
        _time = time;
        _logger = logger;
        _queue = Channel.CreateBounded<QueryLogEntry>(new BoundedChannelOptions(queueLength) { SingleReader = true });
        _writing = WriteAsync(path, _queue.Reader);
    }

    /// <summary>A log that takes nothing.</summary>
    public static QueryLog Off { get; } = new();

    /// <summary>Whether entries are wanted.</summary>
    public bool IsOn => _queue is not null;

    /// <summary>Takes an entry, unless the queue is full. Never waits.</summary>
    public void Add(in QueryView query, in ClientInfo client, QueryOutcome outcome, ReadOnlySpan<byte> response)
    {
        var entry = new QueryLogEntry(
            _time.GetUtcNow(),
            client.Address,
            client.Transport,
            query.Name.ToArray(),
            query.Type,
            query.Class,
            outcome,
            (ResponseCode)(response[3] & 0xF));
        if (!_queue!.Writer.TryWrite(entry))
        {
            _metrics!.QueryLogDropped.Add(1);
        }
    }

    /// <summary>Writes what is queued, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue?.Writer.TryComplete();
        await _writing;
    }

    private async Task WriteAsync(string path, ChannelReader<QueryLogEntry> entries)
    {
        try
        {
            await Task.Yield();
            await using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, 64 << 10);
            using var json = new Utf8JsonWriter(file);
            while (await entries.WaitToReadAsync())
            {
                while (entries.TryRead(out var entry))
                {
                    Write(json, entry);
                    json.Flush();
                    json.Reset();
                    file.Write(_newLine);
                }

                await file.FlushAsync();
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // A full disk must not stop the server; what follows is dropped and counted once the queue is full.
            LogStopped(_logger!, path, failure.Message);
        }
    }

    private static void Write(Utf8JsonWriter json, in QueryLogEntry entry)
    {
        json.WriteStartObject();
        json.WriteString("time"u8, entry.Time);
        json.WriteString("client"u8, entry.Client.ToString());
        json.WriteString("transport"u8, entry.Transport switch { Transport.Udp => "udp"u8, Transport.Tcp => "tcp"u8, Transport.Tls => "tls"u8, _ => "https"u8 });
        json.WriteString("name"u8, DomainName.TryFromOctets(entry.Name, out var name) ? name.ToString() : "");
        json.WriteString("type"u8, entry.Type.ToText());
        json.WriteString("class"u8, entry.Class.ToText());
        json.WriteString("outcome"u8, ServerMetrics.NameOf(entry.Outcome));
        json.WriteNumber("rcode"u8, (int)entry.Code);
        json.WriteEndObject();
    }

    [LoggerMessage(EventId = 3001, Level = LogLevel.Error, Message = "The query log {Path} ended: {Reason}")]
    private static partial void LogStopped(ILogger logger, string path, string reason);

    private readonly record struct QueryLogEntry(
        DateTimeOffset Time,
        ClientAddress Client,
        Transport Transport,
        byte[] Name,
        RecordType Type,
        RecordClass Class,
        QueryOutcome Outcome,
        ResponseCode Code);
}
