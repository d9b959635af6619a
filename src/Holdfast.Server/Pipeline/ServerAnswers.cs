using System.Collections.Immutable;
using System.Text;
using Holdfast.Server.Zones;
using Holdfast.Wire.Edns;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Names;
using Holdfast.Wire.Records;

namespace Holdfast.Server.Pipeline;

/// <summary>Answers that no zone and no provider is needed for.</summary>
internal static class ServerAnswers
{
    private static readonly byte[] _idServer = DomainName.Parse("id.server").Octets.ToArray();
    private static readonly byte[] _hostnameBind = DomainName.Parse("hostname.bind").Octets.ToArray();

    /// <summary>The answer to ANY (RFC 8482 §4.2): a record that says why there is no more.</summary>
    public static ZoneAnswer Any { get; } = new(
        ResponseCode.NoError,
        ImmutableArray.Create<RecordData>(new HinfoData("RFC8482"u8.ToArray(), default)),
        Ttl: 3600);

    /// <summary>Why a client is turned away.</summary>
    public static ExtendedError NotYou { get; } = new(ExtendedErrorCode.Prohibited, "this resolver does not serve your address");

    /// <summary>Why a client's query is not answered now.</summary>
    public static ExtendedError TooMuch { get; } = new(ExtendedErrorCode.Prohibited, "rate limit reached");

    /// <summary>Why a query is shed.</summary>
    public static ExtendedError Overloaded { get; } = new(ExtendedErrorCode.Other, "overloaded: too many questions are waiting");

    /// <summary>Why a kind of query is not served.</summary>
    public static ExtendedError NotServed { get; } = new(ExtendedErrorCode.NotSupported);

    /// <summary>Why a query without RD is refused: nothing is known of the name (RFC 8914 §4.21).</summary>
    public static ExtendedError NotKnown { get; } = new(ExtendedErrorCode.NotAuthoritative, "not in the cache, and recursion was not desired");

    /// <summary>Why a client's query for other people's names is refused.</summary>
    public static ExtendedError NotResolved { get; } = new(ExtendedErrorCode.NotAuthoritative, "not a name of this server's zones");

    /// <summary>Why a name of our own has no answer.</summary>
    public static ExtendedError BrokenZone { get; } = new(ExtendedErrorCode.InvalidData, "the zone could not be loaded");

    /// <summary>What the server calls itself, for class CH (RFC 4892).</summary>
    /// <returns>Null when another name is asked for, or when it does not say.</returns>
    public static ZoneAnswer? OfClassChaos(in QueryView query, ServerOptions options)
    {
        if (options.Identity.Length == 0 || query.Type is not (RecordType.TXT or RecordType.ANY))
        {
            return null;
        }

        return NameOctets.EqualIgnoringCase(query.Name, _idServer) || NameOctets.EqualIgnoringCase(query.Name, _hostnameBind)
            ? new ZoneAnswer(ResponseCode.NoError, [new TxtData([Encoding.UTF8.GetBytes(options.Identity)])], 0)
            : null;
    }
}
