using System.Collections.Immutable;
using Holdfast.Wire.Edns;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Records;

namespace Holdfast.Server.Zones;

/// <summary>What a zone says to a question. Immutable, and made once for many clients.</summary>
/// <param name="Code">NOERROR or NXDOMAIN.</param>
/// <param name="Answers">The data of the answer section.</param>
/// <param name="Ttl">How long the answer's records may be kept, in seconds.</param>
/// <param name="Authority">The SOA record of a denial (RFC 2308 §2); null for none.</param>
/// <param name="Note">An extended error that goes with it.</param>
/// <remarks>All records of the answer are owned by the name that was asked for, as the client spelt it.</remarks>
public sealed record ZoneAnswer(
    ResponseCode Code,
    ImmutableArray<RecordData> Answers,
    uint Ttl,
    ResourceRecord? Authority = null,
    ExtendedError? Note = null);
