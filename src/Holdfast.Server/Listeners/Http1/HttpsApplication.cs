using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using Holdfast.Resolver.Exchanges;
using Holdfast.Server.Pipeline;
using Holdfast.Wire.Messages;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Holdfast.Server.Listeners.Http1;

/// <summary>
/// One DNS over HTTPS request (RFC 8484 §4): the query comes in the URI (GET) or as the body (POST), goes through the
/// pipeline, and the response goes back with a freshness lifetime no longer than its TTLs (§5.1).
/// </summary>
internal sealed partial class HttpsApplication(QueryPipeline pipeline, CounterBlock counters, ILogger logger) : IHttpApplication<IFeatureCollection>
{
    private const string MediaType = "application/dns-message";
    private const string QueryParameter = "dns=";

    /// <inheritdoc/>
    public IFeatureCollection CreateContext(IFeatureCollection contextFeatures) => contextFeatures;

    /// <inheritdoc/>
    public void DisposeContext(IFeatureCollection context, Exception? exception)
    {
    }

    /// <inheritdoc/>
    public async Task ProcessRequestAsync(IFeatureCollection context)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Message.MaxOctets * 2);
        try
        {
            var (status, queryLength) = await ReadQueryAsync(context, buffer);
            var query = buffer.AsMemory(0, queryLength);
            var response = buffer.AsMemory(Message.MaxOctets, Message.MaxOctets);
            var length = status == 200 ? await AnswerAsync(context, query, response) : 0;
            await RespondAsync(context, status == 200 && length == 0 ? 400 : status, response[..length]);
        }
        catch (Exception failure) when (failure is IOException or OperationCanceledException or ConnectionAbortedException)
        {
            // The client has gone.
        }
        catch (Exception bug)
        {
            LogBug(logger, bug);
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // Gives 200 and the query's length, or the status that says why there is none.
    private async ValueTask<(int Status, int Length)> ReadQueryAsync(IFeatureCollection context, byte[] buffer)
    {
        var options = pipeline.Plan.Options;
        var request = context.GetRequiredFeature<IHttpRequestFeature>();
        if (request.Path != options.HttpsPath)
        {
            return (404, 0);
        }

        switch (request.Method)
        {
            case "GET":
                return Decode(request.QueryString, buffer.AsSpan(0, options.MaxQueryOctets), out var length) ? (200, length) : (400, 0);

            case "POST" when !string.Equals(request.Headers.ContentType, MediaType, StringComparison.OrdinalIgnoreCase):
                return (415, 0);

            case "POST" when request.Headers.ContentLength > options.MaxQueryOctets:
                return (413, 0);

            case "POST":
                var read = await request.Body.ReadAtLeastAsync(
                    buffer.AsMemory(0, options.MaxQueryOctets + 1), options.MaxQueryOctets + 1, throwOnEndOfStream: false, Aborted(context));
                return read > options.MaxQueryOctets ? (413, 0) : (200, read);

            default:
                return (405, 0);
        }
    }

    private static bool Decode(string queryString, Span<byte> destination, out int length)
    {
        length = 0;
        foreach (var range in queryString.AsSpan().TrimStart('?').Split('&'))
        {
            var parameter = queryString.AsSpan().TrimStart('?')[range];
            if (parameter.StartsWith(QueryParameter, StringComparison.Ordinal))
            {
                return Base64Url.DecodeFromChars(parameter[QueryParameter.Length..], destination, out _, out length) == OperationStatus.Done;
            }
        }

        return false;
    }

    private async ValueTask<int> AnswerAsync(IFeatureCollection context, ReadOnlyMemory<byte> query, Memory<byte> response)
    {
        var address = context.Get<IHttpConnectionFeature>()?.RemoteIpAddress;
        var client = new ClientInfo(
            address is null ? default : ClientAddress.From(address), Transport.Https, pipeline.Clock.Now);
        switch (pipeline.Handle(query.Span, client, counters, response.Span, out var length))
        {
            case PipelineVerdict.Answered:
                return length;
            case PipelineVerdict.Miss:
                var resolution = await pipeline.ResolveAsync(query, client, Aborted(context));
                return resolution is null ? 0 : pipeline.Finish(query.Span, client, counters, resolution, response.Span);
            default:
                return 0;
        }
    }

    private static async ValueTask RespondAsync(IFeatureCollection context, int status, ReadOnlyMemory<byte> body)
    {
        var response = context.GetRequiredFeature<IHttpResponseFeature>();
        response.StatusCode = status;
        response.Headers.ContentLength = body.Length;
        if (status == 405)
        {
            response.Headers.Allow = "GET, POST";
        }

        if (body.IsEmpty)
        {
            return;
        }

        response.Headers.ContentType = MediaType;
        response.Headers.CacheControl = string.Create(CultureInfo.InvariantCulture, $"max-age={Freshness.Seconds(body.Span)}");
        await context.GetRequiredFeature<IHttpResponseBodyFeature>().Writer.WriteAsync(body, Aborted(context));
    }

    private static CancellationToken Aborted(IFeatureCollection context) =>
        context.Get<IHttpRequestLifetimeFeature>()?.RequestAborted ?? default;

    [LoggerMessage(EventId = 3050, Level = LogLevel.Error, Message = "A request over HTTPS was not answered because of a bug")]
    private static partial void LogBug(ILogger logger, Exception bug);
}
