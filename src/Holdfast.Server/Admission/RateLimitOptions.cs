using System.Collections.Immutable;

namespace Holdfast.Server.Admission;

/// <summary>How much one client may ask.</summary>
public sealed record RateLimitOptions
{
    /// <summary>Queries per second of one client, in the long run; 0 for no limit, up to 1,000,000; default 10,000.</summary>
    public int QueriesPerSecond { get; init; } = 10_000;

    /// <summary>Queries that may come at once on top of that; 1 to 10,000,000; default 20,000.</summary>
    public int Burst { get; init; } = 20_000;

    /// <summary>
    /// Over UDP, every how-many-th query above the limit is answered with TC, so that a client whose address is forged by
    /// another still gets through over TCP; 0 answers none of them; default 2.
    /// </summary>
    public int Slip { get; init; } = 2;

    /// <summary>How many leading bits make one IPv4 client; 8 to 32, default 32.</summary>
    public int IPv4PrefixLength { get; init; } = 32;

    /// <summary>How many leading bits make one IPv6 client; 16 to 128, default 56: what one customer commonly gets.</summary>
    public int IPv6PrefixLength { get; init; } = 56;

    /// <summary>How many clients are told apart at once; 1,024 to 16,777,216, default 65,536, eight octets each. The least active are forgotten.</summary>
    public int TableEntries { get; init; } = 65_536;

    /// <summary>Who is not limited; default this machine.</summary>
    public ImmutableArray<AddressPrefix> Exempt { get; init; } = ClientBlocks.Loopback;
}
