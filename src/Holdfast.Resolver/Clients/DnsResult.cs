using System.Collections.Immutable;
using Holdfast.Resolver.Resolving;
using Holdfast.Wire.Edns;
using Holdfast.Wire.Messages;

namespace Holdfast.Resolver.Clients;

/// <summary>What came of a look-up. A name without records, and one that nobody could resolve, are results like any other.</summary>
/// <param name="ResponseCode">The response code; <see cref="ResponseCode.NoError"/> without records is NODATA.</param>
/// <param name="Records">The records, of the type asked for only.</param>
/// <param name="NegativeCacheTtl">How long it may be relied upon that there are none; zero when there are some.</param>
/// <param name="Source">Where the answer came from: fresh, stale, or the last known good one.</param>
/// <param name="Errors">Why the answer is what it is (RFC 8914).</param>
public readonly record struct DnsResult<T>(
    ResponseCode ResponseCode,
    IReadOnlyList<T> Records,
    TimeSpan NegativeCacheTtl,
    AnswerSource Source,
    ImmutableArray<ExtendedError> Errors);
