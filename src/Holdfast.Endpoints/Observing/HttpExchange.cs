using System.Globalization;
using System.Net.Http.Headers;
using System.Text;

namespace Holdfast.Endpoints.Observing;

/// <summary>One HTTP/1.1 request over a connection that is already open, and what its response says.</summary>
internal static class HttpExchange
{
    private const int MaxBodyOctets = 64 << 10;
    private const int MaxHeaderKibioctets = 16;

    public static async ValueTask<ProbeResult> AskAsync(Stream connection, ProbeOptions probe, string host, CancellationToken cancellationToken)
    {
        // A handler for this connection alone: it must not keep others, follow redirects to other addresses or use a proxy. A
        // connection that ends without a response would be tried again on another one; there is no other.
        Stream? only = connection;
        using var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            MaxResponseHeadersLength = MaxHeaderKibioctets,
            ConnectCallback = (_, _) => Interlocked.Exchange(ref only, null) is { } first
                ? ValueTask.FromResult(first)
                : throw new IOException("the connection was closed without a response"),
        };
        using var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        // The connection is encrypted already where it has to be, so the handler is told http; the Host field is the real one.
        var url = probe.Target.Url(host);
        using var request = new HttpRequestMessage(HttpMethod.Get, new UriBuilder(url) { Scheme = "http" }.Uri);
        request.Headers.Host = url.Authority;
        request.Headers.ConnectionClose = true;
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("holdfast-probe", null));
        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            var status = (int)response.StatusCode;
            if (status < probe.StatusFrom || status > probe.StatusTo)
            {
                return new ProbeResult(ProbeOutcome.WrongStatus, string.Create(CultureInfo.InvariantCulture, $"HTTP {status}"));
            }

            return probe.BodyContains is { } wanted && !await ContainsAsync(response, wanted, cancellationToken)
                ? new ProbeResult(ProbeOutcome.WrongBody, $"the body does not contain '{wanted}'")
                : new ProbeResult(ProbeOutcome.Healthy);
        }
        catch (HttpRequestException fault)
        {
            return new ProbeResult(ProbeOutcome.HttpFailed, fault.InnerException?.Message ?? fault.Message);
        }
    }

    private static async ValueTask<bool> ContainsAsync(HttpResponseMessage response, string wanted, CancellationToken cancellationToken)
    {
        using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var octets = new byte[MaxBodyOctets];
        var length = await body.ReadAtLeastAsync(octets, octets.Length, throwOnEndOfStream: false, cancellationToken);
        return octets.AsSpan(0, length).IndexOf(Encoding.UTF8.GetBytes(wanted)) >= 0;
    }
}
