using System.Net.Sockets;
using Holdfast.Server.Pipeline;

namespace Holdfast.Server.Listeners;

/// <summary>A query over UDP that waits for the resolver, with all that its response needs.</summary>
internal sealed class UdpMiss
{
    private readonly byte[] _octets; // query, then sockaddr, then control messages
    private readonly int _queryLength;
    private readonly int _addressLength;

    public UdpMiss(
        SafeSocketHandle socket, ReadOnlySpan<byte> query, in ClientInfo client, ReadOnlySpan<byte> address, ReadOnlySpan<byte> control)
    {
        Socket = socket;
        Client = client;
        _octets = [.. query, .. address, .. control];
        _queryLength = query.Length;
        _addressLength = address.Length;
    }

    /// <summary>What to answer by.</summary>
    public SafeSocketHandle Socket { get; }

    /// <summary>From whom.</summary>
    public ClientInfo Client { get; }

    /// <summary>The query.</summary>
    public ReadOnlyMemory<byte> Query => _octets.AsMemory(0, _queryLength);

    /// <summary>Where to answer to, as a sockaddr.</summary>
    public ReadOnlySpan<byte> Address => _octets.AsSpan(_queryLength, _addressLength);

    /// <summary>Where to answer from, as control messages; empty when the socket knows.</summary>
    public ReadOnlySpan<byte> Control => _octets.AsSpan(_queryLength + _addressLength);
}
