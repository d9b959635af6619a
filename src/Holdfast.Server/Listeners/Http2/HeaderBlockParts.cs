namespace Holdfast.Server.Listeners.Http2;

/// <summary>A header block that comes in several frames; nothing else may come in between (RFC 9113 §6.10).</summary>
internal sealed class HeaderBlockParts
{
    private byte[] _octets = [];
    private int _length;
    private int _continuations;

    /// <summary>The stream it belongs to; 0 when there is none.</summary>
    public int StreamId { get; private set; }

    /// <summary>Whether no body follows.</summary>
    public bool EndsStream { get; private set; }

    /// <summary>What has come of it.</summary>
    public ReadOnlySpan<byte> Octets => _octets.AsSpan(0, _length);

    public void Begin(int streamId, bool endsStream, ReadOnlySpan<byte> part)
    {
        (StreamId, EndsStream, _continuations, _length) = (streamId, endsStream, 0, part.Length);
        _octets = part.ToArray();
    }

    /// <summary>Takes the next part, unless it is more than we take.</summary>
    public bool TryAdd(ReadOnlySpan<byte> part)
    {
        if (++_continuations > Http2Limits.Continuations || _length + part.Length > Http2Limits.HeaderBlockOctets)
        {
            return false;
        }

        if (_length + part.Length > _octets.Length)
        {
            Array.Resize(ref _octets, Math.Min(2 * (_length + part.Length), Http2Limits.HeaderBlockOctets));
        }

        part.CopyTo(_octets.AsSpan(_length));
        _length += part.Length;
        return true;
    }

    public void End() => (StreamId, _octets, _length) = (0, [], 0);
}
