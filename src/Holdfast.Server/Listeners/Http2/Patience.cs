namespace Holdfast.Server.Listeners.Http2;

/// <summary>How many more frames that ask nothing are taken of a client; answered requests make up for some (RFC 9113 §10.5).</summary>
internal sealed class Patience
{
    private int _left = Http2Limits.IdleFrames;

    /// <summary>Whether it was too many.</summary>
    public bool IsGone => _left < 0;

    public void Spend(int frames = 1) => _left -= frames;

    public void Restore() => _left = Math.Min(_left + Http2Limits.IdleFramesPerAnswer, Http2Limits.IdleFrames);
}
