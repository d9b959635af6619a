using System.Buffers.Binary;
using System.Net;
using System.Text;
using Holdfast.Endpoints.Planning;
using Holdfast.Store;
using Holdfast.Wire.Names;

namespace Holdfast.Endpoints.Publishing;

/// <summary>Where things stand in the store; docs/formats/endpoint-plan.md has the table.</summary>
internal static class PlanKeys
{
    private const int GenerationOctets = 8;

    /// <summary>What all published plans begin with.</summary>
    public static ReadOnlyMemory<byte> Plans { get; } = "holdfast/endpoints/plan/"u8.ToArray();

    private static ReadOnlySpan<byte> HistoryPrefix => "holdfast/endpoints/history/"u8;

    private static ReadOnlySpan<byte> StatePrefix => "holdfast/endpoints/state/"u8;

    /// <summary>The published plan: the plan itself, not a pointer that something could be deleted from under.</summary>
    public static byte[] Plan(DomainName name) => Key(Plans.Span, name, []);

    /// <summary>All kept generations.</summary>
    public static byte[] History(DomainName name) => Key(HistoryPrefix, name, []);

    /// <summary>One kept generation; big-endian, so that they sort.</summary>
    public static byte[] History(DomainName name, Generation generation)
    {
        Span<byte> number = stackalloc byte[GenerationOctets];
        BinaryPrimitives.WriteInt64BigEndian(number, generation.Value);
        return Key(HistoryPrefix, name, number);
    }

    /// <summary>The generation in a key of <see cref="History(DomainName, Generation)"/>.</summary>
    public static Generation GenerationOf(ReadOnlySpan<byte> historyKey) => new(BinaryPrimitives.ReadInt64BigEndian(historyKey[^GenerationOctets..]));

    /// <summary>All that is known of a name besides its plans.</summary>
    public static byte[] State(DomainName name) => Key(StatePrefix, name, []);

    /// <summary>There while a person keeps the name as it is; the root's stands for all names.</summary>
    public static byte[] Frozen(DomainName name) => Key(StatePrefix, name, "f"u8);

    /// <summary>The plan that the guard refused last.</summary>
    public static byte[] Refused(DomainName name) => Key(StatePrefix, name, "r"u8);

    /// <summary>What an observer thinks of the pool.</summary>
    public static byte[] Observed(DomainName name, string observer) => Key(StatePrefix, name, [(byte)'o', .. Encoding.UTF8.GetBytes(observer)]);

    /// <summary>What a node says of itself.</summary>
    public static byte[] Node(DomainName name, IPAddress address) => Key(StatePrefix, name, [(byte)'n', .. address.GetAddressBytes()]);

    /// <summary>What follows the name in a key of a name's state.</summary>
    public static ReadOnlySpan<byte> Rest(ReadOnlySpan<byte> stateKey, DomainName name) => stateKey[(StatePrefix.Length + name.Length)..];

    /// <summary>The keys from one to another, the latter excluded.</summary>
    public static StoreRange Prefix(byte[] prefix, int limit, bool reverse = false) => StoreRange.Prefix(prefix, limit, reverse);

    // The name in wire form, in lower case: it ends by itself, so that no name's keys lie among another's.
    private static byte[] Key(ReadOnlySpan<byte> prefix, DomainName name, ReadOnlySpan<byte> rest)
    {
        var key = new byte[prefix.Length + name.Length + rest.Length];
        prefix.CopyTo(key);
        Ascii.ToLower(name.Octets, key.AsSpan(prefix.Length), out _);
        rest.CopyTo(key.AsSpan(prefix.Length + name.Length));
        return key;
    }
}
