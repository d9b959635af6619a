using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Holdfast.Balancing.Retrying;

/// <summary>Which requests may be tried on another node. Pure.</summary>
internal static class RetryRule
{
    private const string IdempotencyKey = "Idempotency-Key";

    /// <summary>
    /// Whether a request may be sent again, no octet of a response having gone to the client. When nothing was sent, any;
    /// else those whose repetition changes nothing more (RFC 9110 §9.2.2), by method or by a key of the client's, and whose
    /// content is not under way already: it is streamed, not kept.
    /// </summary>
    /// <param name="outcome">What became of it.</param>
    /// <param name="method">Its method.</param>
    /// <param name="hasContent">Whether it has content.</param>
    /// <param name="hasKey">Whether the client made it idempotent by a key.</param>
    public static bool Allows(AttemptOutcome outcome, string method, bool hasContent, bool hasKey) => outcome switch
    {
        AttemptOutcome.NotConnected => true,
        AttemptOutcome.Broken or AttemptOutcome.Refused => !hasContent && (hasKey || IsIdempotent(method)),
        _ => false, // a node that was waited for to the limit has spent the client's patience
    };

    /// <summary>Asks the same of a request.</summary>
    public static bool Allows(AttemptOutcome outcome, HttpContext context) => Allows(
        outcome,
        context.Request.Method,
        context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody != false,
        context.Request.Headers.ContainsKey(IdempotencyKey));

    private static bool IsIdempotent(string method) =>
        HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method) || HttpMethods.IsPut(method) || HttpMethods.IsDelete(method);
}
