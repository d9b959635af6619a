using CsCheck;
using Holdfast.Resolver.Cache;

namespace Holdfast.Resolver.Tests.Cache;

public sealed class AnswerCacheProperties
{
    private static readonly byte[][] _keys = [.. Enumerable.Range(0, 600).Select(n => AnswerCacheTests.Key($"n{n}.example"))];
    private static readonly FinishedAnswer[] _answers = [.. Enumerable.Range(0, 600).Select(n => AnswerCacheTests.Denial($"n{n}.example", 60))];

    private enum Act
    {
        Store,
        StoreAgain,
        Get,
        GetAgain,
        Remove,
        ForgetFailures,
        Clear,
    }

    [Fact]
    public void With_room_enough_the_cache_agrees_with_a_dictionary() => Operations(40).Sample(operations =>
    {
        var cache = new AnswerCache(new CachePolicy(), 5);
        var model = new Dictionary<int, FinishedAnswer>();
        foreach (var (act, n) in operations)
        {
            Apply(cache, act, n);
            _ = act switch
            {
                Act.Store or Act.StoreAgain => model[n] = _answers[n],
                Act.Remove => model.Remove(n) ? null : null,
                _ => null,
            };
            if (act == Act.Clear)
            {
                model.Clear();
            }

            Assert.Equal(model.ContainsKey(n), cache.TryGet(_keys[n], out var found));
            Assert.True(found is null || found.Answer.SaysTheSameAs(model[n]));
            Assert.Equal(model.Count, cache.Count);
        }

        Assert.Equal(model.Keys.Order(), cache.Entries.Select(entry => Array.FindIndex(_keys, key => entry.Key.SequenceEqual(key))).Order());
        Assert.Equal(cache.Octets, cache.Entries.Sum(entry => (long)entry.Octets));
    });

    [Fact]
    public void Without_room_the_bound_on_octets_holds_and_what_is_found_is_right() => Operations(600).Sample(operations =>
    {
        var cache = new AnswerCache(new CachePolicy { MaxOctets = 65_536 }, 5);
        foreach (var (act, n) in operations)
        {
            Apply(cache, act, n);
            Assert.True(cache.Octets <= 65_536);
            Assert.True(!cache.TryGet(_keys[n], out var found) || found.Answer.SaysTheSameAs(_answers[n]));
        }

        var entries = cache.Entries.ToList();
        Assert.Equal((entries.Count, entries.Sum(entry => (long)entry.Octets)), (cache.Count, cache.Octets));
        Assert.Equal(entries.Count, entries.Select(entry => Convert.ToHexString(entry.Key)).Distinct().Count());
    }, iter: 50);

    [Fact]
    public void A_hot_set_survives_a_scan_of_ten_times_the_capacity()
    {
        var cache = new AnswerCache(new CachePolicy { MaxOctets = 1 << 20 }, 5);
        var capacity = (1 << 20) / cache.Store(_keys[0], _answers[0], TimeSpan.Zero).Octets;
        var hot = capacity / 2;
        var keys = Enumerable.Range(0, 11 * capacity).Select(n => AnswerCacheTests.Key($"scan{n}.example")).ToArray();
        for (var round = 0; round < 3; round++)
        {
            Ask(cache, keys.AsSpan(0, hot));
        }

        var found = 0;
        var asked = 0;
        for (var n = capacity; n < keys.Length; n++)
        {
            Ask(cache, keys.AsSpan(n, 1));
            if (n % 4 == 0)
            {
                var key = keys[asked++ % hot];
                found += cache.TryGet(key, out _) ? 1 : 0;
                Ask(cache, [key]);
            }
        }

        Assert.True(found >= asked * 0.97, $"{found} of {asked} hot look-ups were hits");
    }

    [Fact]
    public async Task Readers_and_writers_at_once_see_only_what_was_stored()
    {
        var cache = new AnswerCache(new CachePolicy { MaxOctets = 65_536 }, 5);
        var seeds = Enumerable.Range(1, 4);
        await Task.WhenAll(seeds.Select(seed => Task.Run(() =>
        {
            var random = new Random(seed);
            for (var i = 0; i < 60_000; i++)
            {
                var n = random.Next(_keys.Length);
                if (seed % 2 == 0)
                {
                    Apply(cache, (Act)random.Next(i % 997 == 0 ? 7 : 5), n);
                }

                if (cache.TryGet(_keys[n], out var found))
                {
                    Assert.True(found.Answer.SaysTheSameAs(_answers[n]));
                }

                if (i % 5000 == 0)
                {
                    Assert.All(cache.Entries, entry => Assert.NotNull(entry.Answer));
                }
            }
        })));

        var entries = cache.Entries.ToList();
        Assert.Equal((entries.Count, entries.Sum(entry => (long)entry.Octets)), (cache.Count, cache.Octets));
        Assert.True(cache.Octets <= 65_536);
    }

    [Fact]
    public async Task While_it_grows_a_thousandfold_readers_find_all_that_stands_and_enumerating_passes_over_none()
    {
        const int Names = 200_000;
        var keys = Enumerable.Range(0, Names).Select(n => AnswerCacheTests.Key($"grow{n}.example")).ToArray();
        var cache = new AnswerCache(new CachePolicy { MaxOctets = 1 << 30 }, 5);
        var standing = 0;
        var readers = Enumerable.Range(1, 2).Select(seed => Task.Run(() =>
        {
            var random = new Random(seed);
            while (Volatile.Read(ref standing) is var least && least < Names)
            {
                // The newest as well as any: chains are just being moved beneath both.
                Assert.True(least == 0 || (cache.TryGet(keys[least - 1], out _) && cache.TryGet(keys[random.Next(least)], out _)));
            }
        }));
        var enumerator = Task.Run(() =>
        {
            while (Volatile.Read(ref standing) is var least && least < Names)
            {
                Assert.True(cache.Entries.ToHashSet().Count >= least);
            }
        });
        var writer = Task.Run(() =>
        {
            for (var n = 0; n < Names; n++)
            {
                cache.Store(keys[n], _answers[0], TimeSpan.Zero);
                Volatile.Write(ref standing, n + 1);
            }
        });
        await Task.WhenAll([writer, enumerator, .. readers]);

        Assert.Equal(Names, cache.Entries.Distinct().Count());
        Assert.All(keys, key => Assert.True(cache.TryGet(key, out _)));
        Assert.All(keys.Where((_, n) => n % 3 == 0), key => Assert.True(cache.Remove(key)));
        Assert.All(keys.Where((_, n) => n % 3 != 0), key => Assert.True(cache.TryGet(key, out _)));
        Assert.Equal(cache.Count, cache.Entries.Count());
    }

    [Fact]
    public void A_hit_allocates_nothing()
    {
        var cache = new AnswerCache(new CachePolicy(), 5);
        cache.Store(_keys[0], _answers[0], TimeSpan.Zero);
        var destination = new byte[512];
        var name = AnswerCacheTests.Question("n0.example").Name;
        Serve();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            Serve();
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Serve()
        {
            Span<byte> key = stackalloc byte[AnswerKey.MaxOctets];
            var length = AnswerKey.Write(
                name.Octets, Holdfast.Wire.Records.RecordType.A, Holdfast.Wire.Records.RecordClass.Internet, 0, default, key);
            var now = TimeSpan.FromSeconds(59.5);
            if (!cache.TryGet(key[..length], out var found) || !found.IsFresh(now))
            {
                throw new InvalidOperationException("It must be there.");
            }

            found.Answer.CopyTo(destination, 5, name.Octets, default, found.Age(now));
            found.ShouldPrefetch(now, cache.Policy);
        }
    }

    private static Gen<(Act Act, int Key)[]> Operations(int keys) => Gen.Select(
        Gen.Int[0, 99].Select(n => n < 98 ? (Act)(n % 5) : (Act)(n - 93)), Gen.Int[0, keys - 1]).Array[0, 400];

    private static void Apply(AnswerCache cache, Act act, int n)
    {
        switch (act)
        {
            case Act.Store or Act.StoreAgain:
                cache.Store(_keys[n], _answers[n], TimeSpan.Zero);
                break;
            case Act.Remove:
                cache.Remove(_keys[n]);
                break;
            case Act.ForgetFailures:
                cache.ForgetFailures();
                break;
            case Act.Clear:
                cache.Clear();
                break;
            default:
                cache.TryGet(_keys[n], out _);
                break;
        }
    }

    // As a resolver does: look up, and store on a miss.
    private static void Ask(AnswerCache cache, Span<byte[]> keys)
    {
        foreach (var key in keys)
        {
            if (!cache.TryGet(key, out _))
            {
                cache.Store(key, _answers[0], TimeSpan.Zero);
            }
        }
    }
}
