using System.Diagnostics;
using System.Globalization;

namespace Holdfast.Server.Listeners.Http2;

/// <summary>The time of day as HTTP says it (RFC 9110 §5.6.7), made once a second. Hot path: no allocation.</summary>
internal sealed class HttpDate(TimeProvider time)
{
    private readonly byte[] _text = new byte[29];
    private long _second = -1;

    /// <summary>The present moment.</summary>
    public ReadOnlySpan<byte> Now
    {
        get
        {
            var now = time.GetUtcNow();
            var second = now.UtcTicks / TimeSpan.TicksPerSecond;
            if (second != _second)
            {
                var fits = now.TryFormat(_text, out var length, "r", CultureInfo.InvariantCulture);
                Debug.Assert(fits && length == _text.Length, "Every such date is equally long.");
                _second = second;
            }

            return _text;
        }
    }
}
