using System.Net;
using System.Net.Sockets;

namespace Holdfast.Resolver.Clients;

/// <summary>Addresses that wait to be tried, the families in turn, IPv6 first (RFC 8305 §4).</summary>
internal sealed class AddressQueue
{
    private readonly Queue<IPAddress> _ofVersion6 = [];
    private readonly Queue<IPAddress> _ofVersion4 = [];
    private bool _version4IsNext;

    /// <summary>Whether none waits.</summary>
    public bool IsEmpty => _ofVersion6.Count + _ofVersion4.Count == 0;

    /// <summary>Adds addresses, in the order in which those of one family are to be tried.</summary>
    public void Add(IEnumerable<IPAddress> addresses)
    {
        foreach (var address in addresses)
        {
            (address.AddressFamily == AddressFamily.InterNetworkV6 ? _ofVersion6 : _ofVersion4).Enqueue(address);
        }
    }

    /// <summary>Takes the next one; there must be one.</summary>
    public IPAddress Take()
    {
        var version4 = _ofVersion6.Count == 0 || (_version4IsNext && _ofVersion4.Count > 0);
        _version4IsNext = !version4;
        return (version4 ? _ofVersion4 : _ofVersion6).Dequeue();
    }
}
