namespace Holdfast.Endpoints.Observing;

/// <summary>When observations change a member's health, and when it is the observer that is doubted. Immutable.</summary>
public sealed record HealthPolicy
{
    /// <summary>
    /// How many observers must agree before a member's health changes; 1 to 16, default 2. While fewer report, all of those
    /// must agree.
    /// </summary>
    public int Quorum { get; init; } = 2;

    /// <summary>How long a member that rose stays up; 0 to 1 h, default 10 s.</summary>
    public TimeSpan MinUp { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a member that fell stays out; 0 to 1 h, default 30 s.</summary>
    public TimeSpan MinDown { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Which share of the capacity that is up, two members or more, must fail together for the observers to be doubted; 0.1 to
    /// 1, default 0.5. Then nothing changes and the last plan stands.
    /// </summary>
    public double SuspicionShare { get; init; } = 0.5;

    /// <summary>How long the observers are doubted before they are believed after all, as fast as <see cref="VelocityShare"/> lets them; 0 to 1 day, default 5 min.</summary>
    public TimeSpan SuspicionHold { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Which share of the pool's capacity health checks may take out within <see cref="VelocityWindow"/>; 0.01 to 1, default 0.34. One member may always go.</summary>
    public double VelocityShare { get; init; } = 0.34;

    /// <summary>The time that <see cref="VelocityShare"/> is meant for; 0 to 1 day, default 1 min.</summary>
    public TimeSpan VelocityWindow { get; init; } = TimeSpan.FromMinutes(1);
}
