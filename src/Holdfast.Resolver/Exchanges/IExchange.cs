using Holdfast.Resolver.Resolving;

namespace Holdfast.Resolver.Exchanges;

/// <summary>How octets travel to a provider and back.</summary>
public enum Transport
{
    /// <summary>UDP, with TCP on truncation (RFC 1035 §4.2.1, RFC 7766).</summary>
    Udp,

    /// <summary>TCP (RFC 7766).</summary>
    Tcp,

    /// <summary>TLS (RFC 7858, RFC 8310).</summary>
    Tls,

    /// <summary>HTTPS (RFC 8484).</summary>
    Https,
}

/// <summary>How an exchange ended, naming the stage that failed.</summary>
public enum ExchangeOutcome
{
    /// <summary>A response came whose id, question and source match; its content is not judged here.</summary>
    Answered,

    /// <summary>Nothing acceptable came before the deadline.</summary>
    TimedOut,

    /// <summary>The other side refused or reset (ICMP port unreachable, TCP RST).</summary>
    ConnectionRefused,

    /// <summary>No route, no address, or no socket could be had.</summary>
    Unreachable,

    /// <summary>The TLS handshake failed, or the certificate is not the provider's.</summary>
    TlsFailed,

    /// <summary>HTTP answered with another status than 200, or with another media type.</summary>
    HttpFailed,

    /// <summary>The provider's own name could not be resolved.</summary>
    BootstrapFailed,

    /// <summary>A limit of ours was reached: in-flight queries or connections.</summary>
    Overloaded,

    /// <summary>The caller no longer wants the answer.</summary>
    Cancelled,
}

/// <summary>What came of one exchange.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Response">The whole response when <see cref="ExchangeOutcome.Answered"/>, else empty; owned by the caller.</param>
/// <param name="Elapsed">From sending to the end.</param>
/// <param name="Detail">What the system said, for people; null when answered.</param>
public readonly record struct ExchangeResult(
    ExchangeOutcome Outcome, ReadOnlyMemory<byte> Response, TimeSpan Elapsed, string? Detail = null);

/// <summary>One way to one server of one provider. Safe for any number of callers at once.</summary>
public interface IExchange : IAsyncDisposable
{
    /// <summary>The transport.</summary>
    Transport Transport { get; }

    /// <summary>Where it leads, as a person would write it: <c>udp://192.0.2.1:53</c>.</summary>
    string Endpoint { get; }

    /// <summary>Whether the server proves who it is before it is believed: over TLS or HTTPS, unless told not to verify.</summary>
    bool ProvesIdentity => false;

    /// <summary>Sends a query and waits for its response. Never throws for what the network does.</summary>
    /// <param name="query">A whole query with one question. Its id is replaced by one of the exchange's choosing.</param>
    /// <param name="deadline">When to give up.</param>
    /// <param name="cancellationToken">Gives up at once, with <see cref="ExchangeOutcome.Cancelled"/>.</param>
    ValueTask<ExchangeResult> AskAsync(ReadOnlyMemory<byte> query, Deadline deadline, CancellationToken cancellationToken);
}
