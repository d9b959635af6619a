using System.Security.Cryptography;
using System.Text.Json;
using Holdfast.Store;
using Holdfast.Tables.Http.Signing;
using Holdfast.Tables.Items;
using Holdfast.Tables.Operations;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Holdfast.Tables.Http;

/// <summary>
/// The way of one request. It is admitted, or told at once that there are too many; its body is read, within a size and a time;
/// its target names the operation; its signature is checked against the body as it was sent; the JSON is parsed, its types
/// checked, then its constraints; the operation runs; what comes out is written with its checksum.
/// </summary>
internal sealed class TablesEndpoint(
    OperationSet operations, SignatureVerifier verifier, TablesServerOptions options, TimeProvider time, TablesMetrics metrics, ILogger logger)
{
    private const string RequestIdSymbols = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    private const int RequestIdLength = 52;

    private readonly ConcurrencyGate _gate = metrics.Watch(new ConcurrencyGate(options.MaxConcurrentRequests));

    public async Task HandleAsync(HttpContext context)
    {
        var started = time.GetTimestamp();
        context.Response.Headers["x-amzn-RequestId"] = RandomNumberGenerator.GetString(RequestIdSymbols, RequestIdLength);
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            await AnswerOtherAsync(context);
            return;
        }

        if (!_gate.TryEnter())
        {
            metrics.Throttled();
            await ResponseBody.SendAsync(context, TableError.Throttled());
            return;
        }

        try
        {
            await AnswerAsync(context, started);
        }
        catch (Exception fault) when (context.RequestAborted.IsCancellationRequested && fault is OperationCanceledException or IOException)
        {
            // The client has gone; nobody is left to answer.
        }
        finally
        {
            _gate.Leave();
        }
    }

    // Load balancers ask with GET whether somebody is there.
    private Task AnswerOtherAsync(HttpContext context)
    {
        if (HttpMethods.IsGet(context.Request.Method))
        {
            return context.Response.WriteAsync($"healthy: dynamodb.{options.Region}.amazonaws.com ");
        }

        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return context.Response.WriteAsync("<UnknownOperationException/>\n");
    }

    private async Task AnswerAsync(HttpContext context, long started)
    {
        using var deadline = new CancellationTokenSource(options.BodyTimeout, time);
        using var body = await RequestBody.ReadAsync(context.Request, options.MaxRequestOctets, deadline.Token);
        if (body.Fault != BodyFault.None)
        {
            await RefuseBodyAsync(context, body.Fault);
            return;
        }

        var operation = operations.Find(context.Request.Headers["X-Amz-Target"].ToString());
        JsonDocument? document = null;
        try
        {
            var outcome = Verify(context, operation, body) is { } fault ? fault
                : !RequestDocument.TryParse(body.Content, out document) ? TableError.Serialization("")
                : await RunAsync(operation!, document.RootElement, context.RequestAborted);
            await ResponseBody.SendAsync(context, outcome);
            metrics.Answered(operation?.Name, outcome.Error, time.GetElapsedTime(started));
        }
        finally
        {
            document?.Dispose();
        }
    }

    private TableError? Verify(HttpContext context, Operation? operation, RequestBody body) =>
        operation is null ? TableError.UnknownOperation() : verifier.Verify(context.Request, body.Sent);

    private async ValueTask<Outcome> RunAsync(Operation operation, JsonElement request, CancellationToken cancellationToken)
    {
        try
        {
            return operation.Input.Check(request) is { } error ? error : await operation.RunAsync(request, cancellationToken);
        }
        catch (StoreException trouble)
        {
            TablesMessages.StoreTrouble(logger, operation.Name, trouble.Fault, trouble.Message);
            metrics.MetTrouble(trouble.Fault);
            return ToError(trouble);
        }
        catch (Exception bug) when (bug is not OperationCanceledException)
        {
            TablesMessages.OperationBroke(logger, operation.Name, bug);
            return TableError.Internal();
        }
    }

    private static TableError ToError(StoreException trouble) => trouble.Fault switch
    {
        StoreFault.Unavailable or StoreFault.Closed => TableError.Unavailable("The store cannot be reached, nothing was changed."),
        StoreFault.Timeout => new(TableErrorType.InternalServerError, "The store did not answer in time; the write may have been made."),
        StoreFault.DiskFull => new(TableErrorType.InternalServerError, "The disk is full, nothing was changed."),
        _ => TableError.Internal(),
    };

    private async Task RefuseBodyAsync(HttpContext context, BodyFault fault)
    {
        metrics.BodyRefused(fault);
        if (fault == BodyFault.Damaged)
        {
            await ResponseBody.SendAsync(context, TableError.Serialization(""));
            return;
        }

        if (fault == BodyFault.Gone)
        {
            context.Abort();
            return;
        }

        // What is left of the body is not worth waiting for.
        context.Response.StatusCode = fault == BodyFault.TooLarge ? StatusCodes.Status413PayloadTooLarge : StatusCodes.Status408RequestTimeout;
        if (HttpProtocol.IsHttp11(context.Request.Protocol))
        {
            context.Response.Headers.Connection = "close";
        }

        context.Response.ContentLength = 0;
        await context.Response.CompleteAsync();
    }
}
