using Yarp.ReverseProxy.Forwarder;

namespace Holdfast.Balancing.Retrying;

/// <summary>What became of a request on one node.</summary>
internal enum AttemptOutcome
{
    /// <summary>The node answered, and the answer went to the client.</summary>
    Answered,

    /// <summary>The client went away, or sent what cannot be passed on: nothing is known of the node.</summary>
    ClientGone,

    /// <summary>There was no connection: nothing was sent.</summary>
    NotConnected,

    /// <summary>The connection broke, or what came back was no HTTP.</summary>
    Broken,

    /// <summary>The node did nothing for too long.</summary>
    TimedOut,

    /// <summary>The node answered that it, or what it stands on, cannot serve now: 502, 503 or 504 (RFC 9110 §15.6).</summary>
    Refused,
}

/// <summary>What YARP tells, as what became of the request.</summary>
internal static class AttemptOutcomes
{
    public static AttemptOutcome Of(ForwarderError error, Exception? fault) => error switch
    {
        ForwarderError.None => AttemptOutcome.Answered,
        ForwarderError.Request when fault is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => AttemptOutcome.NotConnected,
        ForwarderError.Request or ForwarderError.RequestBodyDestination or ForwarderError.ResponseBodyDestination or ForwarderError.ResponseHeaders
            or ForwarderError.UpgradeRequestDestination or ForwarderError.UpgradeResponseDestination => AttemptOutcome.Broken,
        ForwarderError.RequestTimedOut => AttemptOutcome.TimedOut,
        _ => AttemptOutcome.ClientGone,
    };

    public static bool IsFailure(this AttemptOutcome outcome) => outcome > AttemptOutcome.ClientGone;
}
