using Holdfast.Wire.Messages;

namespace Holdfast.Server.Listeners.Http2;

/// <summary>
/// Writes responses, as far as the client's windows allow (RFC 9113 §5.2, §6.9). One that fits, as nearly all do, is
/// HEADERS and DATA at once; what does not is kept until it does. Hot path: no allocation.
/// </summary>
internal sealed class Http2Responses(Http2Streams streams, HttpDate date)
{
    // A body is written behind room for the longest head, then moved up to the head it got.
    private const int BodyOffset = FrameHeader.Octets + ResponseHead.MaxOctets;

    private Http2Settings _settings = new();
    private long _window = Http2Limits.ReceiveWindowOctets; // the default of both sides (§6.9.2)

    /// <summary>Where frames go; the connection gives a buffer before each turn.</summary>
    public FrameWriter Output;

    /// <summary>Where a message is to be written for <see cref="Send(int, Http2Stream?, int)"/>.</summary>
    public Span<byte> BodyRoom => Output.Room.Slice(BodyOffset, Message.MaxOctets);

    /// <summary>The window that a stream begins with.</summary>
    public int InitialWindow => _settings.WindowOctets;

    /// <summary>Whether a response could go on at once if there were more room to write.</summary>
    public bool HasMore => _window > 0 && streams.NextToSend() is not null;

    /// <summary>Sends the message in <see cref="BodyRoom"/>.</summary>
    /// <param name="streamId">The stream.</param>
    /// <param name="stream">The same when it is known; closed once all is sent.</param>
    /// <param name="bodyOctets">The message's length.</param>
    public void Send(int streamId, Http2Stream? stream, int bodyOctets)
    {
        var room = Output.Room;
        var body = room.Slice(BodyOffset, bodyOctets);
        var head = ResponseHead.Write(room[FrameHeader.Octets..], bodyOctets, Freshness.Seconds(body), date.Now);
        Output.Begin(head, FrameType.Headers, FrameFlags.EndHeaders, streamId);
        Output.Advance(head);
        var window = Math.Min(_window, stream?.SendWindow ?? InitialWindow);
        if (bodyOctets > Math.Min(window, Http2Limits.FrameOctets))
        {
            stream ??= streams.Open(streamId, Http2StreamState.Resolving, null, InitialWindow);
            streams.HoldResponse(stream, body);
            SendHeld();
            return;
        }

        body.CopyTo(Output.Room[FrameHeader.Octets..]);
        Output.Begin(bodyOctets, FrameType.Data, FrameFlags.EndStream, streamId);
        Output.Advance(bodyOctets);
        _window -= bodyOctets;
        if (stream is not null)
        {
            streams.Close(stream);
        }
    }

    /// <summary>Sends a status without a body.</summary>
    public void Send(int streamId, int status)
    {
        var head = ResponseHead.Write(Output.Room[FrameHeader.Octets..], status, date.Now);
        Output.Begin(head, FrameType.Headers, FrameFlags.EndHeaders | FrameFlags.EndStream, streamId);
        Output.Advance(head);
    }

    /// <summary>Goes on with responses that waited, as far as windows and room allow.</summary>
    public void SendHeld()
    {
        while (_window > 0 && streams.NextToSend() is { } stream)
        {
            var octets = (int)Math.Min(Math.Min(_window, stream.SendWindow), Math.Min(Http2Limits.FrameOctets, stream.HeldOctets));
            if (Output.Room.Length < FrameHeader.Octets + octets)
            {
                return;
            }

            var isLast = octets == stream.HeldOctets;
            Output.Frame(FrameType.Data, isLast ? FrameFlags.EndStream : FrameFlags.None, stream.Id, stream.Held[..octets]);
            _window -= octets;
            stream.SendWindow -= octets;
            streams.Drop(stream, octets);
            if (isLast)
            {
                streams.Close(stream);
            }
        }
    }

    /// <summary>The client takes more on the connection.</summary>
    public Http2Error Widen(int octets)
    {
        _window += octets;
        if (_window > int.MaxValue)
        {
            return Http2Error.FlowControl;
        }

        SendHeld();
        return Http2Error.None;
    }

    /// <summary>The client takes more on a stream.</summary>
    public Http2Error Widen(Http2Stream stream, int octets)
    {
        stream.SendWindow += octets;
        if (stream.SendWindow > int.MaxValue)
        {
            return Http2Error.FlowControl;
        }

        SendHeld();
        return Http2Error.None;
    }

    /// <summary>Takes the client's settings, and acknowledges them (§6.5.3).</summary>
    public Http2Error Apply(ReadOnlySpan<byte> settings)
    {
        var before = InitialWindow;
        if (_settings.Take(settings) is var error and not Http2Error.None)
        {
            return error;
        }

        if (InitialWindow != before && !streams.TryWidenAll(InitialWindow - before))
        {
            return Http2Error.FlowControl;
        }

        Output.Frame(FrameType.Settings, FrameFlags.Acknowledgement, 0, default);
        SendHeld();
        return Http2Error.None;
    }
}
