using System.Collections.Immutable;

namespace Holdfast.App.Configuration;

/// <summary>What must hold between virtual addresses and the rest of the file.</summary>
internal static class VirtualAddressRules
{
    /// <summary>Tells what does not.</summary>
    public static void Check(ImmutableArray<VirtualAddressSection> addresses, EndpointsSection endpoints, ConfigReading reading)
    {
        var pools = endpoints.Service.Pools.DistinctBy(pool => pool.Name).ToDictionary(pool => pool.Name);
        for (var i = 0; i < addresses.Length; i++)
        {
            var (place, address) = ($"virtual-addresses[{i}]", addresses[i]);
            if (!pools.TryGetValue(address.Pool, out var pool))
            {
                reading.Problem($"{place}.pool", address.Pool.ToString(), "is no pool of endpoints.pools", pools.Count == 0 ? "a pool, which must be listed there" : string.Join(" or ", pools.Keys));
                continue;
            }

            if (addresses[..i].Any(other => other.Pool == address.Pool))
            {
                reading.Problem($"{place}.pool", address.Pool.ToString(), "has a virtual address already", "one for a pool, which may listen at several addresses");
            }

            foreach (var fault in address.For(pool).Faults(place).Where(fault => !fault.Place.Contains(".nodes", StringComparison.Ordinal) || fault.Message.Contains("we listen", StringComparison.Ordinal)))
            {
                reading.Problem(fault.Place.Replace(".nodes[", ".members[", StringComparison.Ordinal), fault.Value, fault.Message, fault.Allowed);
            }

            var earlier = addresses[..i].SelectMany(other => other.Listen).Select(listen => listen.EndPoint).ToHashSet();
            foreach (var twice in address.Listen.Where(listen => earlier.Contains(listen.EndPoint)))
            {
                reading.Problem($"{place}.listen", twice.EndPoint.ToString(), "is where another virtual address listens", "each address once");
            }

            foreach (var (key, file) in new[] { ("certificate", address.Certificate), ("key", address.Key) })
            {
                if (file is not null)
                {
                    ConfigRules.CheckFile($"{place}.{key}", file, reading);
                }
            }
        }
    }
}
