using System.Buffers.Text;
using System.Net;
using System.Net.Security;
using System.Text;
using Holdfast.Resolver.Exchanges;
using Holdfast.TestPeers.Certificates;
using Holdfast.Wire.Messages;

namespace Holdfast.Resolver.Tests.Exchanges;

/// <summary>HTTPS servers that misbehave, their HTTP/1.1 written by hand.</summary>
public sealed class HttpsExchangeTests : IDisposable
{
    private const string Dns = "application/dns-message";

    private readonly ExchangeHost _host = new();
    private readonly TestAuthority _authority = new();
    private readonly TestCertificate _certificate;
    private readonly byte[] _query = ExchangeHost.QueryWithoutEdns("www.example.test");

    public HttpsExchangeTests() => _certificate = _authority.Issue([], [IPAddress.Loopback]);

    public void Dispose()
    {
        _certificate.Dispose();
        _authority.Dispose();
        _host.Dispose();
    }

    [Fact]
    public async Task An_answer_is_taken_and_its_query_had_id_zero()
    {
        byte[]? asked = null;
        var result = await AskAsync(query => Response("200 OK", Dns, RawAnswer.To(asked = query)));
        ExchangeHost.LastAddress(result);
        Assert.Equal([0, 0], asked![..2]);
        Assert.Equal(_query[2..], asked[2..]);
    }

    [Fact]
    public async Task The_time_an_answer_spent_in_http_caches_is_taken_off_its_ttl()
    {
        var result = await AskAsync(query => Response("200 OK", Dns, RawAnswer.To(query), "Age: 45\r\n"));
        Assert.True(Message.TryRead(result.Response.Span, out var message, out _, out _));
        Assert.Equal(15u, message.Answers[0].Ttl);
        result = await AskAsync(query => Response("200 OK", Dns, RawAnswer.To(query), "Age: 99999\r\n"));
        Assert.True(Message.TryRead(result.Response.Span, out message, out _, out _));
        Assert.Equal(0u, message.Answers[0].Ttl);
    }

    [Theory]
    [InlineData("500 Internal Server Error", Dns, "HTTP status 500 Internal Server Error")]
    [InlineData("302 Found", Dns, "HTTP status 302 Found")]
    [InlineData("200 OK", "text/html", "media type text/html")]
    public async Task Another_status_or_media_type_is_a_failure_that_says_so(string status, string type, string detail)
    {
        var result = await AskAsync(query => Response(status, type, RawAnswer.To(query), "Location: https://127.0.0.1:1/\r\n"));
        Assert.Equal((ExchangeOutcome.HttpFailed, detail), (result.Outcome, result.Detail));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(13)]
    [InlineData(31)]
    public async Task An_answer_to_another_question_is_a_failure(int changed)
    {
        var result = await AskAsync(query => Response("200 OK", Dns, RawAnswer.With(RawAnswer.To(query), octets => octets[changed] ^= 1)));
        Assert.Equal((ExchangeOutcome.HttpFailed, "a response to another question"), (result.Outcome, result.Detail));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(65_536)]
    [InlineData(1_000_000)]
    public async Task A_response_of_no_octets_or_too_many_is_a_failure(int length)
    {
        var result = await AskAsync(_ => Response("200 OK", Dns, new byte[length]));
        Assert.Equal(ExchangeOutcome.HttpFailed, result.Outcome);
    }

    [Fact]
    public async Task What_is_not_http_is_a_failure()
    {
        var result = await AskAsync(_ => Encoding.ASCII.GetBytes("220 smtp.example ESMTP\r\n\r\n"));
        Assert.Equal(ExchangeOutcome.HttpFailed, result.Outcome);
    }

    [Fact]
    public async Task Silence_ends_at_the_deadline()
    {
        var result = await AskAsync(_ => null, seconds: 0.5);
        Assert.Equal(ExchangeOutcome.TimedOut, result.Outcome);
        Assert.InRange(result.Elapsed, TimeSpan.FromSeconds(0.49), TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_closed_port_is_refused()
    {
        using var server = new RawTcpServer((_, _) => Task.CompletedTask);
        var gone = server.EndPoint;
        server.Dispose();
        await using var exchange = _host.Create($"https://{gone}/dns-query?verify=none");
        Assert.Equal(ExchangeOutcome.ConnectionRefused, (await _host.AskAsync(exchange, _query)).Outcome);
    }

    [Fact]
    public async Task A_server_that_never_shakes_hands_is_over_at_the_deadline()
    {
        using var server = new RawTcpServer(async (stream, _) => await stream.CopyToAsync(Stream.Null));
        await using var exchange = _host.Create($"https://{server.EndPoint}/dns-query?verify=none");
        Assert.Equal(ExchangeOutcome.TimedOut, (await _host.AskAsync(exchange, _query, 0.3)).Outcome);
    }

    [Fact]
    public async Task Cancelling_and_disposing_end_it_at_once()
    {
        using var server = new RawTcpServer(async (stream, _) => await stream.CopyToAsync(Stream.Null));
        var exchange = _host.Create($"https://{server.EndPoint}/dns-query?verify=none");
        using var cancel = new CancellationTokenSource();
        var asked = _host.AskAsync(exchange, _query, 60, cancel.Token);
        await cancel.CancelAsync();
        Assert.Equal(ExchangeOutcome.Cancelled, (await asked).Outcome);
        asked = _host.AskAsync(exchange, _query, 60);
        await exchange.DisposeAsync();
        Assert.Equal(ExchangeOutcome.Cancelled, (await asked).Outcome);
        Assert.Equal(ExchangeOutcome.Cancelled, (await _host.AskAsync(exchange, _query, 60)).Outcome);
    }

    private async Task<ExchangeResult> AskAsync(Func<byte[], byte[]?> respond, double seconds = 10)
    {
        using var server = new RawTcpServer(async (stream, _) =>
        {
            using var tls = new SslStream(stream);
            await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate.Certificate });
            using var reader = new StreamReader(tls, Encoding.ASCII);
            while (await reader.ReadLineAsync() is { Length: > 0 } first)
            {
                while (await reader.ReadLineAsync() is { Length: > 0 })
                {
                }

                var encoded = first.Split(' ')[1].Split("?dns=")[1];
                if (respond(Base64Url.DecodeFromChars(encoded)) is { } response)
                {
                    await tls.WriteAsync(response);
                }
            }
        });
        await using var exchange = _host.Create($"https://{server.EndPoint}/dns-query?pin=sha256/{Convert.ToBase64String(_certificate.PublicKeyPin)}");
        return await _host.AskAsync(exchange, _query, seconds);
    }

    private static byte[] Response(string status, string type, byte[] body, string more = "") =>
        [.. Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Type: {type}\r\nContent-Length: {body.Length}\r\n{more}\r\n"), .. body];
}
