using Holdfast.Tables.Items;

namespace Holdfast.Tables.Http;

/// <summary>What is answered before an operation runs.</summary>
internal static class WireErrors
{
    private const string Service = "com.amazon.coral.service";

    private static readonly TableErrorType _missingAuthenticationToken = new(Service, "MissingAuthenticationTokenException", 400);
    private static readonly TableErrorType _incompleteSignature = new(Service, "IncompleteSignatureException", 400);
    private static readonly TableErrorType _invalidSignature = new(Service, "InvalidSignatureException", 400);
    private static readonly TableErrorType _unrecognizedClient = new(Service, "UnrecognizedClientException", 400);
    private static readonly TableErrorType _unknownOperation = new(Service, "UnknownOperationException", 400);
    private static readonly TableErrorType _unavailable = new(Service, "ServiceUnavailableException", 503);

    extension(TableError)
    {
        public static TableError MissingAuthenticationToken() => new(_missingAuthenticationToken, "Request is missing Authentication Token");

        public static TableError IncompleteSignature(string message) => new(_incompleteSignature, message);

        public static TableError InvalidSignature(string message) => new(_invalidSignature, message);

        public static TableError UnrecognizedClient() => new(_unrecognizedClient, "The security token included in the request is invalid.");

        public static TableError UnknownOperation() => new(_unknownOperation, "");

        public static TableError Throttled() => new(TableErrorType.Throttling, "Rate of requests exceeds the allowed throughput.");

        public static TableError Unavailable(string message) => new(_unavailable, message);

        public static TableError Internal() => new(TableErrorType.InternalServerError, "The request processing has failed because of an unknown error, exception or failure.");
    }
}
