using System.IO.Hashing;

namespace Holdfast.Resolver.Flights;

/// <summary>Answer keys by their octets. Each table has its own seed, lest names be chosen that collide.</summary>
internal sealed class KeyComparer(long seed) : IEqualityComparer<byte[]>
{
    public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

    public int GetHashCode(byte[] obj) => (int)XxHash3.HashToUInt64(obj, seed);
}
