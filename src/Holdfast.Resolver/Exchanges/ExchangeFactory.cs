using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Holdfast.Resolver.Exchanges.Streams;
using Holdfast.Resolver.Exchanges.Udp;
using Holdfast.Resolver.Resolving;

namespace Holdfast.Resolver.Exchanges;

/// <summary>Makes exchanges from addresses; owns what they share, so it is disposed after them.</summary>
public sealed class ExchangeFactory : IDisposable
{
    private readonly MonotonicClock _clock;
    private readonly ExchangeOptions _options;
    private readonly ExchangeMetrics _metrics;
    private readonly Dialer _dialer;
    private readonly IDatagramReader _reader = DatagramReader.Create();

    /// <summary>Makes a factory.</summary>
    /// <param name="clock">The clock of every deadline.</param>
    /// <param name="meter">The resolver's meter.</param>
    /// <param name="options">The limits; <see cref="ExchangeOptions.Default"/> when null.</param>
    public ExchangeFactory(MonotonicClock clock, Meter meter, ExchangeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentNullException.ThrowIfNull(meter);
        (_clock, _options) = (clock, options ?? ExchangeOptions.Default);
        _metrics = new ExchangeMetrics(meter);
        _dialer = new Dialer(clock.Time);
    }

    /// <summary>Makes an exchange. Nothing is sent before the first query.</summary>
    /// <param name="address">Where to, and how.</param>
    /// <param name="exchange">The exchange, or null.</param>
    /// <param name="fault">Why there is none: a trust file that cannot be read.</param>
    public bool TryCreate(
        ExchangeAddress address,
        [NotNullWhen(true)] out IExchange? exchange,
        [NotNullWhen(false)] out ExchangeAddressFault? fault)
    {
        ArgumentNullException.ThrowIfNull(address);
        exchange = null;
        if (!TryReadTrust(address.TrustFile, out var trusted, out fault))
        {
            return false;
        }

        var server = new LiteralAddresses(address.Addresses);
        var tcp = new TcpOpener(server, address.Port, _dialer);
        exchange = address.Transport switch
        {
            Transport.Udp => new UdpExchange(
                new IPEndPoint(address.Addresses[0], address.Port), Streamed(Transport.Tcp, address, tcp), _reader, _options, _clock, _metrics),
            Transport.Tcp => Streamed(Transport.Tcp, address, tcp),
            _ => Streamed(Transport.Tls, address, new TlsOpener(tcp, Identity(address, trusted))),
        };
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();

    private static ServerIdentity Identity(ExchangeAddress address, X509Certificate2Collection? trusted) =>
        new(address.Host ?? "", address.Pins, trusted, address.VerifyPeer);

    private StreamExchange Streamed(Transport transport, ExchangeAddress address, IStreamOpener opener) =>
        new(transport, address.ToString(), opener, _options, _clock, _metrics);

    private static bool TryReadTrust(
        string? file, out X509Certificate2Collection? trusted, [NotNullWhen(false)] out ExchangeAddressFault? fault)
    {
        (trusted, fault) = (null, null);
        if (file is null)
        {
            return true;
        }

        try
        {
            trusted = [];
            trusted.ImportFromPemFile(file);
            fault = trusted.Count > 0 ? null : new("ca", file, "a PEM file with at least one certificate");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or CryptographicException)
        {
            fault = new("ca", file, $"a PEM file with at least one certificate ({unreadable.Message})");
        }

        return fault is null;
    }
}
