namespace Holdfast.Endpoints.Observing;

/// <summary>One thing that members are asked again and again. Immutable.</summary>
public sealed record ProbeOptions
{
    /// <summary>What is asked; default a TCP connection to port 443.</summary>
    public ProbeTarget Target { get; init; } = new(ProbeKind.Tcp, 443);

    /// <summary>How long from one probe's beginning to the next one's; 100 ms to 10 min, default 2 s.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>By which share of the interval probes are moved at random, so that they do not come all at once; 0 to 0.5, default 0.2.</summary>
    public double Jitter { get; init; } = 0.2;

    /// <summary>How long a probe may take, whatever it does; 10 ms to 1 min, default 1 s.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How many probes in a row must succeed for a member to rise; 1 to 100, default 2.</summary>
    public int Rise { get; init; } = 2;

    /// <summary>How many probes in a row must fail for a member to fall; 1 to 100, default 3.</summary>
    public int Fall { get; init; } = 3;

    /// <summary>The least HTTP status that is a success; 100 to 599, default 200.</summary>
    public int StatusFrom { get; init; } = 200;

    /// <summary>The greatest HTTP status that is a success; up to 599, default 299.</summary>
    public int StatusTo { get; init; } = 299;

    /// <summary>What the body's first 64 KiB must contain, in UTF-8; default null for anything.</summary>
    public string? BodyContains { get; init; }

    /// <summary>How many days a certificate must still be valid; 0 to 365, default 0: until now.</summary>
    public int DaysLeft { get; init; }
}
