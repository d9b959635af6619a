using System.Buffers.Binary;
using Holdfast.Resolver.Resolving;
using Holdfast.Server.Pipeline;

namespace Holdfast.Server.Listeners.Http2;

/// <summary>
/// The server's end of an HTTP/2 connection (RFC 9113), without the connection: octets in, octets out, and questions for
/// the resolver. The client's preface comes first, then frames, each taken whole. Faults of a stream reset it; faults of
/// the connection end it with GOAWAY. What a client can make us hold is in <see cref="Http2Limits"/>. Not for several
/// threads at once. Hot path: a hit allocates nothing.
/// </summary>
internal sealed class Http2Session
{
    private readonly QueryPipeline _pipeline;
    private readonly Http2Streams _streams = new();
    private readonly Patience _patience = new();
    private readonly HeaderBlockParts _block = new();
    private readonly Http2Responses _responses;
    private readonly Http2Requests _requests;
    private int _receiveWindow = Http2Limits.ReceiveWindowOctets;
    private int _lastStreamId;
    private bool _hasPreface;
    private bool _hasSettings;

    public Http2Session(QueryPipeline pipeline, CounterBlock counters)
    {
        _pipeline = pipeline;
        _responses = new Http2Responses(_streams, new HttpDate(pipeline.Clock.Time));
        _requests = new Http2Requests(pipeline, counters, _streams, _responses, _patience);
    }

    // RFC 9113 §3.4
    private static ReadOnlySpan<byte> Preface => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8;

    /// <summary>Whether it broke the rules: what is written goes out, then the connection is closed.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>How many whole requests have come.</summary>
    public long Requests => _requests.Count;

    /// <summary>Requests under way.</summary>
    public int StreamCount => _streams.Count;

    /// <summary>Parts of queries and unsent responses.</summary>
    public int HeldOctets => _streams.HeldOctets;

    /// <summary>Questions for the resolver, to be taken away after each turn.</summary>
    public List<Http2Miss> Misses => _requests.Misses;

    /// <summary>Whether there is more to send than a turn's buffer had room for.</summary>
    public bool HasMore => _responses.HasMore;

    /// <summary>How many octets this turn has written.</summary>
    public int Written => _responses.Output.Length;

    /// <summary>Begins a turn: what follows is written to a buffer of <see cref="Http2Limits.OutputOctets"/>.</summary>
    public void Begin(byte[] output) => _responses.Output = new FrameWriter(output);

    /// <summary>Our side of the preface (RFC 9113 §3.4).</summary>
    public void Open() => _responses.Output.Settings(Http2Requests.Limit(_pipeline.Plan.Options));

    /// <summary>Takes whole frames, as far as there is room for what they may cause to be written.</summary>
    /// <param name="input">What was received, from where the last turn ended.</param>
    /// <param name="scratch">Memory for this turn: <see cref="Http2Requests.ScratchOctets"/>.</param>
    /// <param name="client">Who sent it.</param>
    /// <returns>How many octets were taken.</returns>
    public int Receive(ReadOnlySpan<byte> input, byte[] scratch, in ClientInfo client)
    {
        (_requests.Scratch, _requests.Client) = (scratch, client);
        _responses.SendHeld();
        var used = _hasPreface ? 0 : TakePreface(input);
        while (!HasEnded && _hasPreface && _responses.Output.Room.Length >= Http2Limits.ResponseOctets && input.Length - used >= FrameHeader.Octets)
        {
            var frame = FrameHeader.Read(input[used..]);
            var payload = input[(used + FrameHeader.Octets)..];
            if (FrameRules.Check(frame) is var fault and not Http2Error.None)
            {
                End(fault);
            }
            else if (payload.Length < frame.Length)
            {
                break;
            }
            else
            {
                used += FrameHeader.Octets + frame.Length;
                Judge(Take(frame, payload[..frame.Length]));
            }
        }

        return used;
    }

    /// <summary>The resolver has answered a question.</summary>
    public void Complete(in Http2Miss miss, Resolution? resolution)
    {
        _requests.Complete(miss, resolution);
        Judge(Http2Error.None);
    }

    /// <summary>We take no more requests; those under way are answered (RFC 9113 §6.8).</summary>
    public void Leave() => _responses.Output.GoAway(_lastStreamId, Http2Error.None);

    private void End(Http2Error error)
    {
        if (!HasEnded)
        {
            HasEnded = true;
            _responses.Output.GoAway(_lastStreamId, error);
        }
    }

    private int TakePreface(ReadOnlySpan<byte> input)
    {
        var length = Math.Min(input.Length, Preface.Length);
        if (!input[..length].SequenceEqual(Preface[..length]))
        {
            End(Http2Error.Protocol);
        }
        else if (length == Preface.Length)
        {
            _hasPreface = true;
            return length;
        }

        return 0;
    }

    private void Judge(Http2Error error)
    {
        if (error != Http2Error.None)
        {
            End(error);
        }
        else if (_patience.IsGone || _streams.HeldOctets > Http2Limits.HeldOctets)
        {
            End(Http2Error.EnhanceYourCalm);
        }
    }

    private Http2Error Take(FrameHeader frame, ReadOnlySpan<byte> payload)
    {
        if ((!_hasSettings && frame.Type != FrameType.Settings)
            || (_block.StreamId != 0 && (frame.Type != FrameType.Continuation || frame.StreamId != _block.StreamId)))
        {
            return Http2Error.Protocol; // §3.4, §6.10
        }

        if (frame.Type == FrameType.Headers)
        {
            return TakeHeaders(frame, payload);
        }

        _patience.Spend();
        return frame.Type switch
        {
            FrameType.Data => TakeData(frame, payload),
            FrameType.ResetStream => TakeReset(frame),
            FrameType.Settings => TakeSettings(frame, payload),
            FrameType.Ping => TakePing(frame, payload),
            FrameType.WindowUpdate => TakeWindowUpdate(frame, payload),
            FrameType.Continuation => TakeContinuation(frame, payload),
            _ => Http2Error.None, // GOAWAY changes nothing for us; PRIORITY means nothing (§5.3.2); unknown types (§5.5)
        };
    }

    // §6.2
    private Http2Error TakeHeaders(FrameHeader frame, ReadOnlySpan<byte> payload)
    {
        var isNew = frame.StreamId > _lastStreamId;
        if (int.IsEvenInteger(frame.StreamId))
        {
            return Http2Error.Protocol; // §5.1.1
        }

        if (!isNew && _streams.Find(frame.StreamId) is not { State: Http2StreamState.Receiving })
        {
            return Http2Error.StreamClosed; // §5.1
        }

        if (!FrameRules.TryUnpad(frame, ref payload))
        {
            return Http2Error.Protocol;
        }

        _lastStreamId = Math.Max(_lastStreamId, frame.StreamId);
        if (frame.Has(FrameFlags.EndHeaders))
        {
            return _requests.TakeHeaders(frame.StreamId, isNew ? null : _streams.Find(frame.StreamId), frame.Has(FrameFlags.EndStream), payload);
        }

        _block.Begin(frame.StreamId, frame.Has(FrameFlags.EndStream), payload);
        return Http2Error.None;
    }

    // §6.10
    private Http2Error TakeContinuation(FrameHeader frame, ReadOnlySpan<byte> payload)
    {
        if (_block.StreamId == 0)
        {
            return Http2Error.Protocol;
        }

        if (!_block.TryAdd(payload))
        {
            return Http2Error.EnhanceYourCalm;
        }

        if (!frame.Has(FrameFlags.EndHeaders))
        {
            return Http2Error.None;
        }

        var error = _requests.TakeHeaders(frame.StreamId, _streams.Find(frame.StreamId), _block.EndsStream, _block.Octets);
        _block.End();
        return error;
    }

    // §6.1
    private Http2Error TakeData(FrameHeader frame, ReadOnlySpan<byte> payload)
    {
        if (IsIdle(frame.StreamId) || !FrameRules.TryUnpad(frame, ref payload))
        {
            return Http2Error.Protocol;
        }

        _receiveWindow -= frame.Length;
        if (_receiveWindow < 0)
        {
            return Http2Error.FlowControl;
        }

        if (_receiveWindow < Http2Limits.ReceiveWindowOctets / 2)
        {
            _responses.Output.WindowUpdate(0, Http2Limits.ReceiveWindowOctets - _receiveWindow);
            _receiveWindow = Http2Limits.ReceiveWindowOctets;
        }

        if (_streams.Find(frame.StreamId) is { } stream)
        {
            _requests.TakeData(stream, payload, frame.Length, frame.Has(FrameFlags.EndStream));
        }
        else
        {
            _responses.Output.Reset(frame.StreamId, Http2Error.StreamClosed);
        }

        return Http2Error.None;
    }

    // §6.4
    private Http2Error TakeReset(FrameHeader frame)
    {
        if (IsIdle(frame.StreamId))
        {
            return Http2Error.Protocol;
        }

        _patience.Spend(Http2Limits.IdleFramesPerReset - 1);
        if (_streams.Find(frame.StreamId) is { } stream)
        {
            _requests.Forget(stream);
        }

        return Http2Error.None;
    }

    // §6.5
    private Http2Error TakeSettings(FrameHeader frame, ReadOnlySpan<byte> payload)
    {
        var isAcknowledgement = frame.Has(FrameFlags.Acknowledgement);
        if (isAcknowledgement && !_hasSettings)
        {
            return Http2Error.Protocol;
        }

        _hasSettings = true;
        return isAcknowledgement ? Http2Error.None : _responses.Apply(payload);
    }

    // §6.7
    private Http2Error TakePing(FrameHeader frame, ReadOnlySpan<byte> payload)
    {
        if (!frame.Has(FrameFlags.Acknowledgement))
        {
            _responses.Output.Frame(FrameType.Ping, FrameFlags.Acknowledgement, 0, payload);
        }

        return Http2Error.None;
    }

    // §6.9
    private Http2Error TakeWindowUpdate(FrameHeader frame, ReadOnlySpan<byte> payload)
    {
        var octets = BinaryPrimitives.ReadInt32BigEndian(payload) & int.MaxValue;
        if (frame.StreamId == 0)
        {
            return octets == 0 ? Http2Error.Protocol : _responses.Widen(octets);
        }

        if (IsIdle(frame.StreamId))
        {
            return Http2Error.Protocol;
        }

        if (_streams.Find(frame.StreamId) is { } stream
            && (octets == 0 ? Http2Error.Protocol : _responses.Widen(stream, octets)) is var error and not Http2Error.None)
        {
            _requests.Reset(stream, error);
        }

        return Http2Error.None;
    }

    // A stream that the client has not begun, or that is not the client's to begin (§5.1).
    private bool IsIdle(int streamId) => streamId > _lastStreamId || int.IsEvenInteger(streamId);
}
