namespace Holdfast.Server.Listeners.Http2;

/// <summary>The requests of a connection that are under way, and what they hold. Hot path: requests answered at once are never here.</summary>
internal sealed class Http2Streams
{
    // Objects kept for the next requests.
    private const int Spares = 16;

    private readonly Dictionary<int, Http2Stream> _streams = [];
    private readonly Stack<Http2Stream> _spare = new();

    /// <summary>How many there are.</summary>
    public int Count => _streams.Count;

    /// <summary>How many have a response that waits for the client's window.</summary>
    public int SendingCount { get; private set; }

    /// <summary>What they all hold.</summary>
    public int HeldOctets { get; private set; }

    public Http2Stream? Find(int id) => _streams.GetValueOrDefault(id);

    public Http2Stream Open(int id, Http2StreamState state, long? contentLength, long sendWindow)
    {
        var stream = _spare.TryPop(out var spare) ? spare : new Http2Stream();
        stream.Begin(id, state, contentLength, sendWindow);
        _streams.Add(id, stream);
        return stream;
    }

    public void Close(Http2Stream stream)
    {
        _streams.Remove(stream.Id);
        SendingCount -= stream.State == Http2StreamState.Sending ? 1 : 0;
        Drop(stream, stream.HeldOctets);
        if (_spare.Count < Spares)
        {
            _spare.Push(stream);
        }
    }

    public void Hold(Http2Stream stream, ReadOnlySpan<byte> octets)
    {
        HeldOctets += octets.Length;
        stream.Hold(octets);
    }

    public void Drop(Http2Stream stream, int octets)
    {
        HeldOctets -= octets;
        stream.Drop(octets);
    }

    /// <summary>Keeps a response until the client's window opens.</summary>
    public void HoldResponse(Http2Stream stream, ReadOnlySpan<byte> body)
    {
        Drop(stream, stream.HeldOctets);
        Hold(stream, body);
        SendingCount += stream.State == Http2StreamState.Sending ? 0 : 1;
        stream.State = Http2StreamState.Sending;
    }

    /// <summary>The client's settings change every window (RFC 9113 §6.9.2).</summary>
    /// <returns>False when one becomes too large.</returns>
    public bool TryWidenAll(int octets)
    {
        var fits = true;
        foreach (var stream in _streams.Values)
        {
            stream.SendWindow += octets;
            fits &= stream.SendWindow <= int.MaxValue;
        }

        return fits;
    }

    /// <summary>A request whose response may go on; null when none may.</summary>
    public Http2Stream? NextToSend()
    {
        if (SendingCount == 0)
        {
            return null;
        }

        foreach (var stream in _streams.Values)
        {
            if (stream is { State: Http2StreamState.Sending, SendWindow: > 0 })
            {
                return stream;
            }
        }

        return null;
    }
}
