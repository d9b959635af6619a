using System.Collections.Immutable;
using System.Net;
using Holdfast.Certificates;
using Holdfast.Endpoints;
using Holdfast.Wire.Names;

namespace Holdfast.Balancing;

/// <summary>How clients speak at one of the addresses.</summary>
public enum ClientProtocol
{
    /// <summary>HTTP/1.1 in the clear.</summary>
    Http,

    /// <summary>HTTP/2 in the clear by prior knowledge (RFC 9113 §3.3), and nothing else.</summary>
    H2c,

    /// <summary>HTTP/2 or HTTP/1.1 over TLS, as the handshake agrees (RFC 7301).</summary>
    Https,
}

/// <summary>How nodes are spoken to, in the clear.</summary>
public enum NodeProtocol
{
    /// <summary>HTTP/1.1.</summary>
    Http11,

    /// <summary>HTTP/2 by prior knowledge (RFC 9113 §3.3).</summary>
    Http2,
}

/// <summary>One address that clients connect to.</summary>
/// <param name="EndPoint">The address; port 0 takes a free one.</param>
/// <param name="Protocol">How clients speak there.</param>
public sealed record ClientEndPoint(IPEndPoint EndPoint, ClientProtocol Protocol = ClientProtocol.Http);

/// <summary>A server behind the virtual address. Its health is what the pool's observers see at its address.</summary>
public sealed record BalancedNode
{
    /// <summary>The address; once in a pool.</summary>
    public IPAddress Address { get; init; } = IPAddress.None;

    /// <summary>Where it serves HTTP; 1 to 65535, default 80.</summary>
    public int Port { get; init; } = 80;

    /// <summary>The availability zone it stands in; up to 64 characters, default empty.</summary>
    public string Zone { get; init; } = "";

    /// <summary>Its share of the load beside the others' weights; 1 to 1,000, default 1.</summary>
    public int Weight { get; init; } = 1;
}

/// <summary>One virtual address: where clients come, which nodes serve them, and the limits. Immutable.</summary>
public sealed record VirtualAddressOptions
{
    /// <summary>The pool's name, by which its health hangs on the board.</summary>
    public DomainName Name { get; init; } = DomainName.Root;

    /// <summary>Where clients connect; 1 to 64.</summary>
    public ImmutableArray<ClientEndPoint> Listen { get; init; } = [];

    /// <summary>The certificate of <see cref="ClientProtocol.Https"/>; null for none.</summary>
    public CertificateFiles? Certificate { get; init; }

    /// <summary>How often the certificate's files are looked at for changes; 1 s to 1 h, default 5 s.</summary>
    public TimeSpan FileCheckInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The nodes; 1 to 256.</summary>
    public ImmutableArray<BalancedNode> Nodes { get; init; } = [];

    /// <summary>How nodes are spoken to; default HTTP/1.1.</summary>
    public NodeProtocol NodeProtocol { get; init; } = NodeProtocol.Http11;

    /// <summary>The zone this virtual address stands in, whose nodes are preferred; default empty for no preference.</summary>
    public string Zone { get; init; } = "";

    /// <summary>Every limit.</summary>
    public BalancingLimits Limits { get; init; } = new();

    /// <summary>What is wrong with the values, each as place, value and what is allowed; empty when nothing is.</summary>
    /// <param name="place">Where the virtual address stands, such as <c>virtual-addresses[0]</c>.</param>
    public IEnumerable<OptionFault> Faults(string place) => VirtualAddressOptionRanges.Faults(this, place);
}
