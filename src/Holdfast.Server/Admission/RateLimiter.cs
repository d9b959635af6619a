using System.Numerics;
using System.Security.Cryptography;
using Holdfast.Server.Pipeline;

namespace Holdfast.Server.Admission;

/// <summary>
/// How much each client asked of late, by the generic cell rate algorithm (ITU-T I.371): one moment a client, the one at
/// which its credit would be whole again. Shared by all threads without a lock; bounded, since the least active client of
/// a set is forgotten for a new one. Hot path.
/// </summary>
internal sealed class RateLimiter
{
    private const int SetSize = 4;

    // Each slot: 16 bits of the client's hash, then 48 bits of the moment in ticks, which wraps after 325 days.
    private const int MomentBits = 48;
    private const long MomentMask = (1L << MomentBits) - 1;

    private readonly long[] _slots;
    private readonly int _setMask;
    private readonly long _interval;
    private readonly long _tolerance;
    private readonly UInt128 _maskIPv4;
    private readonly UInt128 _maskIPv6;
    private readonly AddressPrefix[] _exempt;
    private readonly ulong _seed = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));

    public RateLimiter(RateLimitOptions options)
    {
        _exempt = [.. options.Exempt];
        _maskIPv4 = UInt128.MaxValue << (32 - options.IPv4PrefixLength);
        _maskIPv6 = UInt128.MaxValue << (128 - options.IPv6PrefixLength);
        if (options.QueriesPerSecond == 0)
        {
            _slots = [];
            return;
        }

        _interval = Math.Max(1, TimeSpan.TicksPerSecond / options.QueriesPerSecond);
        _tolerance = _interval * options.Burst;
        _slots = new long[BitOperations.RoundUpToPowerOf2((uint)options.TableEntries)];
        _setMask = (_slots.Length / SetSize) - 1;
    }

    /// <summary>Counts one query of a client.</summary>
    /// <returns>False when the client has asked too much.</returns>
    public bool TryAdmit(ClientAddress client, TimeSpan now)
    {
        if (_slots.Length == 0)
        {
            return true;
        }

        foreach (var prefix in _exempt)
        {
            if (prefix.Contains(client))
            {
                return true;
            }
        }

        var hash = HashOf(client.Value & (client.IsIPv4 ? _maskIPv4 : _maskIPv6));
        ref var slot = ref SlotOf(hash, now.Ticks, out var tag);
        while (true)
        {
            var seen = Volatile.Read(ref slot);
            var ahead = (ulong)seen >> MomentBits == tag ? Ahead(seen, now.Ticks) : 0;
            if (ahead > _tolerance)
            {
                return false;
            }

            var next = (long)(tag << MomentBits) | ((now.Ticks + Math.Max(0, ahead) + _interval) & MomentMask);
            if (Interlocked.CompareExchange(ref slot, next, seen) == seen)
            {
                return true;
            }
        }
    }

    // How far the moment in a slot lies ahead of now; negative when it has passed.
    private static long Ahead(long slot, long now) => ((slot - now) << (64 - MomentBits)) >> (64 - MomentBits);

    private ref long SlotOf(ulong hash, long now, out ulong tag)
    {
        tag = hash >> MomentBits;
        var first = ((int)hash & _setMask) * SetSize;
        var victim = first;
        for (var i = first; i < first + SetSize; i++)
        {
            var seen = Volatile.Read(ref _slots[i]);
            if ((ulong)seen >> MomentBits == tag)
            {
                return ref _slots[i];
            }

            if (Ahead(seen, now) < Ahead(Volatile.Read(ref _slots[victim]), now))
            {
                victim = i;
            }
        }

        return ref _slots[victim];
    }

    private ulong HashOf(UInt128 client)
    {
        var low = Math.BigMul((ulong)client ^ _seed, 0x9E3779B97F4A7C15, out var lowRest);
        var high = Math.BigMul((ulong)(client >> 64) ^ lowRest ^ BitOperations.RotateLeft(_seed, 32), 0xD6E8FEB86659FD93, out var highRest);
        return low ^ high ^ highRest;
    }
}
