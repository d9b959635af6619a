namespace Holdfast.Server.Listeners.Http2;

/// <summary>
/// A request that outlives the octets it came in: its body is still coming, or its question waits for the resolver, or
/// its response waits for the client's window.
/// </summary>
internal sealed class Http2Stream
{
    private byte[] _held = [];

    public int Id { get; private set; }

    /// <summary>What it waits for.</summary>
    public Http2StreamState State { get; set; }

    /// <summary>Whether the client no longer wants the response.</summary>
    public bool IsReset { get; set; }

    /// <summary>How much of a response the client takes (RFC 9113 §6.9.1); a change of its settings may make it negative (§6.9.2).</summary>
    public long SendWindow { get; set; }

    /// <summary>What the client may still send, padding included.</summary>
    public int ReceiveWindow { get; set; }

    /// <summary>The body's length as the client announced it; null when it did not.</summary>
    public long? ContentLength { get; private set; }

    /// <summary>Whether the query came in the URI, so that a body says nothing (RFC 9110 §9.3.1).</summary>
    public bool IgnoresBody { get; set; }

    /// <summary>The body's octets so far, ignored or not.</summary>
    public long BodyOctets { get; set; }

    /// <summary>The query so far, or what is left of the response.</summary>
    public ReadOnlySpan<byte> Held => _held.AsSpan(HeldStart, HeldOctets);

    public int HeldOctets { get; private set; }

    private int HeldStart { get; set; }

    /// <summary>Begins anew, for another request.</summary>
    public void Begin(int id, Http2StreamState state, long? contentLength, long sendWindow)
    {
        (Id, State, ContentLength, SendWindow) = (id, state, contentLength, sendWindow);
        ReceiveWindow = Http2Limits.ReceiveWindowOctets;
        (IsReset, IgnoresBody, BodyOctets) = (false, false, 0);
        (HeldStart, HeldOctets) = (0, 0);
    }

    /// <summary>Keeps more octets behind those it has.</summary>
    public void Hold(ReadOnlySpan<byte> octets)
    {
        var end = HeldStart + HeldOctets;
        if (end + octets.Length > _held.Length)
        {
            Array.Resize(ref _held, end + octets.Length);
        }

        octets.CopyTo(_held.AsSpan(end));
        HeldOctets += octets.Length;
    }

    /// <summary>Lets go of the first octets.</summary>
    public void Drop(int octets)
    {
        HeldStart += octets;
        HeldOctets -= octets;
        if (HeldOctets == 0)
        {
            (HeldStart, _held) = (0, []);
        }
    }
}
