using System.Runtime.InteropServices;

namespace Holdfast.Resolver.Cache;

/// <summary>A counter that threads seldom share a cache line of. Hot path.</summary>
internal sealed class StripedCounter
{
    private const int Stripes = 16;

    private readonly Stripe[] _stripes = new Stripe[Stripes];

    /// <summary>The count.</summary>
    public long Value
    {
        get
        {
            var sum = 0L;
            for (var i = 0; i < Stripes; i++)
            {
                sum += Volatile.Read(ref _stripes[i].Count);
            }

            return sum;
        }
    }

    /// <summary>Counts one more.</summary>
    public void Increment() => Interlocked.Increment(ref _stripes[Environment.CurrentManagedThreadId % Stripes].Count);

    [StructLayout(LayoutKind.Explicit, Size = 64)]
    private struct Stripe
    {
        [FieldOffset(0)]
        public long Count;
    }
}
