namespace Holdfast.Tables.Http.Signing;

/// <summary>Who may ask.</summary>
public sealed record SigningOptions
{
    /// <summary>The keys that requests may be signed with; up to 1,000, each id once.</summary>
    public ImmutableArray<AccessKey> Keys { get; init; } = [];

    /// <summary>For development alone: any key is taken, and no signature is checked. Default false.</summary>
    public bool AcceptAnyKey { get; init; }

    /// <summary>How far a client's clock may be off; 1 s to 1 h, default 15 min, which is AWS's.</summary>
    public TimeSpan ClockSkew { get; init; } = TimeSpan.FromMinutes(15);
}
