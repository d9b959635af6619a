using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Holdfast.Resolver.Exchanges.Bootstrap;
using Holdfast.Resolver.Exchanges.Https;
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
    /// <param name="bootstrapper">Finds servers known by name; null when all are known by address.</param>
    /// <exception cref="ArgumentException">A limit is out of its range.</exception>
    public ExchangeFactory(MonotonicClock clock, Meter meter, ExchangeOptions? options = null, Bootstrapper? bootstrapper = null)
    {
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentNullException.ThrowIfNull(meter);
        (_clock, _options, Bootstrapper) = (clock, options ?? ExchangeOptions.Default, bootstrapper);
        OptionFaults.ThrowIfAny(_options.Faults(), nameof(options));
        _metrics = new ExchangeMetrics(meter);
        _dialer = new Dialer(clock.Time);
    }

    /// <summary>
    /// Finds servers known by name; null when all are known by address. It usually asks servers that this same factory
    /// made, so it may be set after them.
    /// </summary>
    public Bootstrapper? Bootstrapper { get; set; }

    /// <summary>Makes an exchange. Nothing is sent before the first query.</summary>
    /// <param name="address">Where to, and how.</param>
    /// <param name="exchange">The exchange, or null.</param>
    /// <param name="fault">Why there is none: a trust file that cannot be read, or a name and no bootstrapper.</param>
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

        if (address.NeedsBootstrap && Bootstrapper is null)
        {
            fault = new("host", address.Host ?? "", "a name with its address, as nothing is configured to look it up");
            return false;
        }

        IServerAddresses server = address.NeedsBootstrap
            ? new NamedServer(address.Host!, Bootstrapper!)
            : new LiteralAddresses(address.Addresses);
        var tcp = new TcpOpener(server, address.Port, _dialer);
        var identity = new ServerIdentity(address.Host ?? "", address.Pins, trusted, address.VerifyPeer);
        exchange = address.Transport switch
        {
            Transport.Udp => new UdpExchange(
                new IPEndPoint(address.Addresses[0], address.Port), Streamed(address, tcp), _reader, _options, _clock, _metrics),
            Transport.Tcp => Streamed(address, tcp),
            Transport.Tls => Streamed(address, new TlsOpener(tcp, identity)),
            _ => new HttpsExchange(address, server, identity, _dialer, _options, _clock, _metrics),
        };
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();

    private StreamExchange Streamed(ExchangeAddress address, IStreamOpener opener) =>
        new(address.Transport == Transport.Tls ? Transport.Tls : Transport.Tcp, address.ToString(), opener, _options, _clock, _metrics)
        {
            ProvesIdentity = address.ProvesIdentity,
        };

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
