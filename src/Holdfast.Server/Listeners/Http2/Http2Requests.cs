using System.Text;
using Holdfast.Resolver.Resolving;
using Holdfast.Server.Listeners.Http2.Hpack;
using Holdfast.Server.Pipeline;

namespace Holdfast.Server.Listeners.Http2;

/// <summary>
/// Takes requests to the pipeline (RFC 8484 §4.1). A query in the URI of a request without a body, the usual case, is
/// decoded, answered and forgotten before the next frame is looked at; only what has to wait becomes a stream.
/// Hot path: a hit allocates nothing.
/// </summary>
internal sealed class Http2Requests(
    QueryPipeline pipeline, CounterBlock counters, Http2Streams streams, Http2Responses responses, Patience patience)
{
    private readonly DynamicTable _table = new(Http2Limits.HeaderTableOctets);
    private readonly List<Http2Miss> _misses = [];
    private string _pathText = "";
    private byte[] _path = [];

    /// <summary>Who asks; set for each turn.</summary>
    public ClientInfo Client { get; set; }

    /// <summary>Memory for decoded headers, and behind it for one query; set for each turn.</summary>
    public byte[] Scratch { get; set; } = [];

    /// <summary>How many whole requests have come.</summary>
    public long Count { get; private set; }

    /// <summary>Questions for the resolver, to be taken away after each turn.</summary>
    public List<Http2Miss> Misses => _misses;

    /// <summary>How many requests may be under way.</summary>
    public static int Limit(ServerOptions options) => Math.Min(Http2Limits.ConcurrentStreams, options.MaxMissesPerConnection);

    /// <summary>What the scratch memory must hold.</summary>
    public static int ScratchOctets(ServerOptions options) => Http2Limits.HeaderScratchOctets + options.MaxQueryOctets;

    /// <summary>A whole header block: a request begins, or its body ends with trailers.</summary>
    /// <param name="id">The stream, new or <paramref name="stream"/>'s.</param>
    /// <param name="stream">The request whose trailers these are; null when it begins.</param>
    /// <param name="endsStream">Whether no body follows.</param>
    /// <param name="block">The block.</param>
    public Http2Error TakeHeaders(int id, Http2Stream? stream, bool endsStream, ReadOnlySpan<byte> block)
    {
        var options = pipeline.Plan.Options;
        var head = new RequestHead(Path(options), Scratch.AsSpan(Http2Limits.HeaderScratchOctets, options.MaxQueryOctets), stream is not null);
        var reader = new HpackReader(block, _table, Scratch.AsSpan(0, Http2Limits.HeaderScratchOctets));
        while (reader.TryNext(out var field))
        {
            head.Add(field);
        }

        if (reader.IsFaulty)
        {
            return Http2Error.Compression;
        }

        var status = head.End();
        if (stream is not null)
        {
            if (head.IsMalformed || !endsStream)
            {
                Reset(stream, Http2Error.Protocol);
            }
            else
            {
                EndBody(stream, stream.Held);
            }
        }
        else if (head.IsMalformed || (endsStream && head.ContentLength > 0))
        {
            Reset(id, Http2Error.Protocol);
        }
        else if (streams.Count >= Limit(options))
        {
            Reset(id, Http2Error.RefusedStream);
        }
        else if (status != 200)
        {
            Refuse(id, status, isWhole: endsStream);
        }
        else if (endsStream)
        {
            Answer(id, null, head.Query);
        }
        else
        {
            stream = streams.Open(id, Http2StreamState.Receiving, head.ContentLength, responses.InitialWindow);
            stream.IgnoresBody = !head.WantsBody;
            streams.Hold(stream, head.Query);
        }

        return Http2Error.None;
    }

    /// <summary>A part of a body.</summary>
    /// <param name="stream">The request.</param>
    /// <param name="data">The part.</param>
    /// <param name="frameOctets">The same with its padding, which windows count, too.</param>
    /// <param name="endsStream">Whether it is the last.</param>
    public void TakeData(Http2Stream stream, ReadOnlySpan<byte> data, int frameOctets, bool endsStream)
    {
        stream.ReceiveWindow -= frameOctets;
        stream.BodyOctets += data.Length;
        if (stream.State != Http2StreamState.Receiving)
        {
            Reset(stream, Http2Error.StreamClosed);
        }
        else if (stream.ReceiveWindow < 0)
        {
            Reset(stream, Http2Error.FlowControl);
        }
        else if (!stream.IgnoresBody && stream.BodyOctets > pipeline.Plan.Options.MaxQueryOctets)
        {
            streams.Close(stream);
            Refuse(stream.Id, 413, endsStream);
        }
        else
        {
            var isWhole = endsStream && stream.HeldOctets == 0;
            if (!stream.IgnoresBody && !isWhole)
            {
                streams.Hold(stream, data);
            }

            if (endsStream)
            {
                EndBody(stream, isWhole ? data : stream.Held);
            }
        }
    }

    /// <summary>Ends a request that broke the rules, or that we cannot serve. What waits for the resolver keeps its place.</summary>
    public void Reset(Http2Stream stream, Http2Error error)
    {
        Reset(stream.Id, error);
        Forget(stream);
    }

    /// <summary>The client gives a request up.</summary>
    public void Forget(Http2Stream stream)
    {
        stream.IsReset = true;
        if (stream.State != Http2StreamState.Resolving)
        {
            streams.Close(stream);
        }
    }

    /// <summary>The resolver has spoken.</summary>
    /// <param name="miss">The question.</param>
    /// <param name="resolution">What it says; null when it was given up.</param>
    public void Complete(in Http2Miss miss, Resolution? resolution)
    {
        var stream = streams.Find(miss.StreamId)!;
        if (stream.IsReset)
        {
            streams.Close(stream);
        }
        else if (resolution is null)
        {
            streams.Close(stream);
            responses.Output.Reset(miss.StreamId, Http2Error.Internal);
        }
        else
        {
            var length = pipeline.Finish(miss.Query, miss.Client, counters, resolution, responses.BodyRoom);
            responses.Send(miss.StreamId, stream, length);
            patience.Restore();
        }
    }

    private void EndBody(Http2Stream stream, ReadOnlySpan<byte> query)
    {
        if (stream.ContentLength is { } announced && announced != stream.BodyOctets)
        {
            Reset(stream, Http2Error.Protocol); // RFC 9113 §8.1.1
        }
        else
        {
            Answer(stream.Id, stream, query);
        }
    }

    private void Answer(int id, Http2Stream? stream, ReadOnlySpan<byte> query)
    {
        Count++;
        switch (pipeline.Handle(query, Client, counters, responses.BodyRoom, out var length))
        {
            case PipelineVerdict.Answered:
                responses.Send(id, stream, length);
                patience.Restore();
                break;

            case PipelineVerdict.Miss:
                _misses.Add(new Http2Miss(id, query.ToArray(), Client));
                stream ??= streams.Open(id, Http2StreamState.Resolving, null, responses.InitialWindow);
                stream.State = Http2StreamState.Resolving;
                streams.Drop(stream, stream.HeldOctets);
                break;

            default:
                if (stream is not null)
                {
                    streams.Close(stream);
                }

                Refuse(id, 400, isWhole: true);
                break;
        }
    }

    // A response may come before the request is whole; then the rest is not wanted (RFC 9113 §8.1).
    private void Refuse(int id, int status, bool isWhole)
    {
        responses.Send(id, status);
        patience.Spend();
        if (!isWhole)
        {
            responses.Output.Reset(id, Http2Error.None);
        }
    }

    private void Reset(int id, Http2Error error)
    {
        responses.Output.Reset(id, error);
        patience.Spend(Http2Limits.IdleFramesPerReset);
    }

    private byte[] Path(ServerOptions options)
    {
        if (!ReferenceEquals(options.HttpsPath, _pathText))
        {
            (_pathText, _path) = (options.HttpsPath, Encoding.UTF8.GetBytes(options.HttpsPath));
        }

        return _path;
    }
}
