using System.Net;

namespace Holdfast.Resolver.Clients;

// The shapes are those of .NET 11's System.Net (dotnet/runtime issue 19443), so that code can move between the two.

/// <summary>An address (A or AAAA).</summary>
/// <param name="Address">The address.</param>
/// <param name="Ttl">How long it may be used from now.</param>
public readonly record struct AddressRecord(IPAddress Address, TimeSpan Ttl);

/// <summary>Where a service runs (RFC 2782).</summary>
/// <param name="Target">The host, without a final dot.</param>
/// <param name="Port">The port.</param>
/// <param name="Priority">Lower ones are tried first.</param>
/// <param name="Weight">The share among those of equal priority.</param>
/// <param name="Ttl">How long it may be used from now.</param>
/// <param name="Addresses">The host's addresses, looked up as well; empty when it has none.</param>
public readonly record struct SrvRecord(
    string Target, ushort Port, ushort Priority, ushort Weight, TimeSpan Ttl, IReadOnlyList<AddressRecord> Addresses);

/// <summary>Where mail goes (RFC 1035 §3.3.9).</summary>
/// <param name="Exchange">The host, without a final dot.</param>
/// <param name="Preference">Lower ones are tried first.</param>
/// <param name="Ttl">How long it may be used from now.</param>
public readonly record struct MxRecord(string Exchange, ushort Preference, TimeSpan Ttl);

/// <summary>Text (RFC 1035 §3.3.14).</summary>
/// <param name="Values">The record's strings, each up to 255 octets, read as UTF-8.</param>
/// <param name="Ttl">How long it may be used from now.</param>
public readonly record struct TxtRecord(IReadOnlyList<string> Values, TimeSpan Ttl);

/// <summary>What a name is an alias of (RFC 1035 §3.3.1).</summary>
/// <param name="CanonicalName">The name, without a final dot.</param>
/// <param name="Ttl">How long it may be used from now.</param>
public readonly record struct CNameRecord(string CanonicalName, TimeSpan Ttl);

/// <summary>The name of an address (RFC 1035 §3.3.12).</summary>
/// <param name="Name">The name, without a final dot.</param>
/// <param name="Ttl">How long it may be used from now.</param>
public readonly record struct PtrRecord(string Name, TimeSpan Ttl);

/// <summary>A name server of a zone (RFC 1035 §3.3.11).</summary>
/// <param name="Name">The server, without a final dot.</param>
/// <param name="Ttl">How long it may be used from now.</param>
public readonly record struct NsRecord(string Name, TimeSpan Ttl);
