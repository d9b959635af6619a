namespace Holdfast.Endpoints.Observing;

/// <summary>How a probe ended, naming the stage that failed.</summary>
public enum ProbeOutcome
{
    /// <summary>The member does what is asked.</summary>
    Healthy,

    /// <summary>The connection was refused or reset.</summary>
    Refused,

    /// <summary>It was not over by its deadline.</summary>
    TimedOut,

    /// <summary>There is no way to the address.</summary>
    Unreachable,

    /// <summary>The certificate is not valid for the name.</summary>
    WrongCertificate,

    /// <summary>The certificate is valid for fewer days than it must be.</summary>
    ExpiringCertificate,

    /// <summary>The TLS handshake failed for another reason.</summary>
    TlsFailed,

    /// <summary>What came back is no HTTP response.</summary>
    HttpFailed,

    /// <summary>The HTTP status is no success.</summary>
    WrongStatus,

    /// <summary>The body does not contain what it must.</summary>
    WrongBody,

    /// <summary>The probe itself broke: a fault of ours, which says nothing about the member.</summary>
    Broken,

    /// <summary>The probe was given up: we are stopping. It counts as nothing.</summary>
    Cancelled,
}

/// <summary>What came of a probe.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Detail">What was seen, for people; null when there is nothing to say.</param>
public readonly record struct ProbeResult(ProbeOutcome Outcome, string? Detail = null)
{
    /// <summary>Whether the member does what is asked.</summary>
    public bool IsHealthy => Outcome == ProbeOutcome.Healthy;
}
