using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Holdfast.Server.Pipeline;

namespace Holdfast.Server.Admission;

/// <summary>A block of addresses, <c>192.0.2.0/24</c> or <c>2001:db8::/32</c>; a lone address is a block of one.</summary>
public sealed class AddressPrefix
{
    private readonly UInt128 _network;
    private readonly UInt128 _mask;
    private readonly bool _isIPv4;
    private readonly string _text;

    private AddressPrefix(IPAddress address, int length)
    {
        _isIPv4 = address.AddressFamily == AddressFamily.InterNetwork;
        var mappedLength = _isIPv4 ? length + 96 : length;
        _mask = mappedLength == 0 ? UInt128.Zero : UInt128.MaxValue << (128 - mappedLength);
        _network = ClientAddress.From(address).Value & _mask;
        _text = $"{new ClientAddress(_network)}/{length}";
    }

    /// <summary>Reads a block.</summary>
    /// <param name="text">An address, or an address, a slash and a prefix length within its family.</param>
    /// <param name="prefix">The block, or null when the text is not one.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out AddressPrefix? prefix)
    {
        prefix = null;
        var slash = text?.IndexOf('/', StringComparison.Ordinal) ?? -1;
        if (!IPAddress.TryParse(slash < 0 ? text : text![..slash], out var address) || address.IsIPv4MappedToIPv6)
        {
            return false;
        }

        var longest = address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
        var length = longest;
        if (slash >= 0
            && (!int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out length) || length > longest))
        {
            return false;
        }

        prefix = new AddressPrefix(address, length);
        return true;
    }

    /// <summary>Reads a block that is known to be right, such as a constant.</summary>
    /// <exception cref="FormatException">The text is not a block.</exception>
    public static AddressPrefix Parse(string text) =>
        TryParse(text, out var prefix) ? prefix : throw new FormatException($"'{text}' is not an address or a block of addresses.");

    /// <inheritdoc/>
    public override string ToString() => _text;

    /// <summary>Whether the block holds the address; no block of IPv6, however wide, holds IPv4. Hot path.</summary>
    internal bool Contains(ClientAddress address) => (address.Value & _mask) == _network && address.IsIPv4 == _isIPv4;
}
