using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Holdfast.Resolver.Exchanges.Streams;
using Holdfast.Resolver.Resolving;
using Holdfast.Wire.Messages;

namespace Holdfast.Resolver.Exchanges.Https;

/// <summary>
/// HTTPS to one server (RFC 8484): HTTP/2 where the server speaks it, over connections that are reused and go to
/// addresses we found ourselves. Queries carry id 0, so that HTTP caches see equal questions as equal.
/// </summary>
internal sealed class HttpsExchange : IExchange
{
    private const int LongestUri = 8 << 10;

    private static readonly MediaTypeHeaderValue _mediaType = new("application/dns-message");

    private readonly ExchangeAddress _address;
    private readonly IServerAddresses _server;
    private readonly Dialer _dialer;
    private readonly ExchangeOptions _options;
    private readonly MonotonicClock _clock;
    private readonly ExchangeMetrics _metrics;
    private readonly HttpMessageInvoker _http;
    private readonly Uri _resource;
    private int _inFlight;
    private volatile bool _disposed;

    public HttpsExchange(
        ExchangeAddress address,
        IServerAddresses server,
        ServerIdentity identity,
        Dialer dialer,
        ExchangeOptions options,
        MonotonicClock clock,
        ExchangeMetrics metrics)
    {
        (_address, _server, _dialer, _options, _clock, _metrics) = (address, server, dialer, options, clock, metrics);
        _resource = new UriBuilder("https", address.Host, address.Port, address.Path).Uri;
        _http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            ConnectCallback = ConnectAsync,
            ConnectTimeout = options.ConnectLimit,
            SslOptions = identity.ToOptions([SslApplicationProtocol.Http2, SslApplicationProtocol.Http11]),
            EnableMultipleHttp2Connections = true,
            MaxConnectionsPerServer = options.StreamConnections,
            PooledConnectionIdleTimeout = options.StreamIdle,
            PooledConnectionLifetime = options.HttpsConnectionLife,

            // A path that died without a word is noticed within one ping, not after a quarter of an hour.
            KeepAlivePingDelay = TimeSpan.FromSeconds(2),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(2),
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            MaxResponseHeadersLength = 16, // KiB
        });
    }

    /// <inheritdoc/>
    public Transport Transport => Transport.Https;

    /// <inheritdoc/>
    public string Endpoint => _address.ToString();

    /// <inheritdoc/>
    public bool ProvesIdentity => _address.ProvesIdentity;

    /// <inheritdoc/>
    public async ValueTask<ExchangeResult> AskAsync(ReadOnlyMemory<byte> query, Deadline deadline, CancellationToken cancellationToken)
    {
        var began = _clock.Now;
        if (Interlocked.Increment(ref _inFlight) > _options.MaxInFlight)
        {
            Interlocked.Decrement(ref _inFlight);
            _metrics.Overloaded.Add(1);
            return new(ExchangeOutcome.Overloaded, default, TimeSpan.Zero, $"more than {_options.MaxInFlight} queries in flight");
        }

        using var limit = new CancellationTokenSource(deadline.Remaining, _clock.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var (outcome, response, detail) = await FetchAsync(query, either.Token);
            return new(outcome, response, _clock.Now - began, detail);
        }
        catch (OperationCanceledException)
        {
            return cancellationToken.IsCancellationRequested || _disposed
                ? new(ExchangeOutcome.Cancelled, default, _clock.Now - began, "no longer wanted")
                : new(ExchangeOutcome.TimedOut, default, _clock.Now - began, "no answer in time");
        }
        catch (Exception failed) when (failed is HttpRequestException or IOException or ObjectDisposedException)
        {
            var (outcome, detail) = WhatFailed(failed);
            return new(outcome, default, _clock.Now - began, detail);
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _disposed = true;
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<(ExchangeOutcome Outcome, ReadOnlyMemory<byte> Response, string? Detail)> FetchAsync(
        ReadOnlyMemory<byte> query, CancellationToken cancellationToken)
    {
        var octets = query.ToArray();
        (octets[0], octets[1]) = (0, 0);
        using var request = Request(octets);
        using var response = await _http.SendAsync(request, cancellationToken);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            return (ExchangeOutcome.HttpFailed, default, $"HTTP status {(int)response.StatusCode} {response.ReasonPhrase}".TrimEnd());
        }

        if (response.Content.Headers.ContentType?.MediaType != _mediaType.MediaType)
        {
            return (ExchangeOutcome.HttpFailed, default, $"media type {response.Content.Headers.ContentType?.MediaType ?? "not given"}");
        }

        if (await ReadAsync(response.Content, cancellationToken) is not { } answer)
        {
            return (ExchangeOutcome.HttpFailed, default, $"a response of more than {Message.MaxOctets} octets");
        }

        if (!answer.AsSpan().StartsWith("\0\0"u8) || !QuestionMatch.Answers(answer, octets, QuestionMatch.QuestionOctets(octets)))
        {
            return (ExchangeOutcome.HttpFailed, default, "a response to another question");
        }

        if (response.Headers.Age is { Ticks: > 0 } age)
        {
            TtlAge.Take(answer, age);
        }

        return (ExchangeOutcome.Answered, answer, null);
    }

    private HttpRequestMessage Request(byte[] query)
    {
        var encoded = _address.Method == HttpsMethod.Get ? Base64Url.EncodeToString(query) : "";
        var get = _address.Method == HttpsMethod.Get && encoded.Length < LongestUri;
        var request = new HttpRequestMessage
        {
            Method = get ? HttpMethod.Get : HttpMethod.Post,
            RequestUri = get ? new Uri($"{_resource.AbsoluteUri}?dns={encoded}") : _resource,
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
            Content = get ? null : new ByteArrayContent(query) { Headers = { ContentType = _mediaType } },
        };
        request.Headers.Accept.Add(new(_mediaType.MediaType!));
        return request;
    }

    // Null when it is longer than a message can be.
    private static async Task<byte[]?> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        var buffer = new byte[content.Headers.ContentLength is { } length and <= Message.MaxOctets ? length + 1 : 4096];
        var filled = 0;
        using var stream = await content.ReadAsStreamAsync(cancellationToken);
        while (await stream.ReadAsync(buffer.AsMemory(filled), cancellationToken) is > 0 and var octets)
        {
            filled += octets;
            if (filled > Message.MaxOctets)
            {
                return null;
            }

            if (filled == buffer.Length)
            {
                Array.Resize(ref buffer, Message.MaxOctets + 1);
            }
        }

        return buffer[..filled];
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var addresses = await _server.FindAsync(cancellationToken).ConfigureAwait(false);
        var dialed = addresses.IsEmpty
            ? new Dialed(null, ExchangeOutcome.BootstrapFailed, "the server's own name could not be resolved")
            : await _dialer.DialAsync(addresses, _address.Port, cancellationToken).ConfigureAwait(false);
        _metrics.ConnectionsOpened.Add(1);
        return dialed.Socket is { } socket
            ? new NetworkStream(socket, ownsSocket: true)
            : throw new DialFailedException(dialed.Outcome, dialed.Detail ?? "");
    }

    private static (ExchangeOutcome Outcome, string Detail) WhatFailed(Exception failed)
    {
        for (var cause = failed; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case DialFailedException dial:
                    return (dial.Outcome, dial.Message);
                case AuthenticationException:
                    return (ExchangeOutcome.TlsFailed, ServerIdentity.Reason(cause));
                case SocketException socket:
                    return (SocketFailure.Outcome(socket.SocketErrorCode), SocketFailure.Describe(socket.SocketErrorCode));
                default:
                    break;
            }
        }

        return failed is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError }
            ? (ExchangeOutcome.ConnectionRefused, failed.Message)
            : failed is ObjectDisposedException ? (ExchangeOutcome.Cancelled, "the exchange was closed")
            : (ExchangeOutcome.HttpFailed, failed.Message);
    }

    // The handler's connect callback has no other way to say why there is no connection.
    private sealed class DialFailedException(ExchangeOutcome outcome, string detail) : IOException(detail)
    {
        public ExchangeOutcome Outcome { get; } = outcome;
    }
}
