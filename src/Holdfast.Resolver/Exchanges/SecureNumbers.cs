using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Holdfast.Resolver.Exchanges;

/// <summary>Unpredictable 16-bit numbers for ids (RFC 5452 §9.2), drawn from the system's generator a page at a time.</summary>
internal sealed class SecureNumbers
{
    private readonly byte[] _octets = new byte[1024];
    private readonly Lock _lock = new();
    private int _used = int.MaxValue;

    /// <summary>The next number.</summary>
    public ushort Next()
    {
        lock (_lock)
        {
            if (_used > _octets.Length - sizeof(ushort))
            {
                RandomNumberGenerator.Fill(_octets);
                _used = 0;
            }

            var number = BinaryPrimitives.ReadUInt16LittleEndian(_octets.AsSpan(_used));
            _used += sizeof(ushort);
            return number;
        }
    }

    /// <summary>A number below a bound that is small beside 65,536, so that the bias does not matter.</summary>
    public int Below(int bound) => Next() * bound >> 16;
}
