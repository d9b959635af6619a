using Holdfast.Resolver.Providers;

namespace Holdfast.Resolver.Resolving;

/// <summary>How the resolver resolves: the limits of one place.</summary>
public sealed record ResolverOptions
{
    /// <summary>The options without a word from the user.</summary>
    public static ResolverOptions Default { get; } = new();

    /// <summary>When a provider counts as ill, and how long others are waited for.</summary>
    public HealthPolicy Health { get; init; } = HealthPolicy.Default;

    /// <summary>How long one question may take, from its arrival; 100 ms to 30 s, default 4 s, below a stub's usual 5 s.</summary>
    public TimeSpan QuestionTimeout { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>
    /// How long fresh data are waited for before a stale answer is given; 0 to 10 s, default 200 ms. RFC 8767 §5 suggests
    /// 1.8 s for a resolver that walks the tree; a forwarder's providers have done that for it.
    /// </summary>
    public TimeSpan StaleAfter { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// After one operator denied a guarded name, how long the others are waited for; 50 ms to 5 s, default 400 ms.
    /// </summary>
    public TimeSpan CrossCheckTimeout { get; init; } = TimeSpan.FromMilliseconds(400);

    /// <summary>
    /// How long the operators are waited for before the last known good answer of a guarded name is served in the
    /// meantime; 10 ms to 10 s, default 300 ms.
    /// </summary>
    public TimeSpan HoldAfter { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>How many servers one question may be put to; 1 to 16, default 6.</summary>
    public int MaxAttempts { get; init; } = 6;

    /// <summary>How many different questions may be under way at once; 1 to 1,000,000, default 20,000. More are answered from what is stale, or fail at once.</summary>
    public int MaxFlights { get; init; } = 20_000;

    /// <summary>The UDP payload size offered to providers; 512 to 4,096 octets, default 1,232 (RFC 9715 §3).</summary>
    public ushort UdpPayloadOctets { get; init; } = 1232;

    /// <summary>What is wrong with the values, each as the option, its value and the range allowed; empty when nothing is.</summary>
    public IEnumerable<string> Faults() => new OptionFaults()
        .Within(nameof(Health), Health.Faults())
        .Check(nameof(QuestionTimeout), QuestionTimeout, 0.1, 30)
        .Check(nameof(StaleAfter), StaleAfter, 0, 10)
        .Check(nameof(CrossCheckTimeout), CrossCheckTimeout, 0.05, 5)
        .Check(nameof(HoldAfter), HoldAfter, 0.01, 10)
        .Check(nameof(MaxAttempts), MaxAttempts, 1, 16)
        .Check(nameof(MaxFlights), MaxFlights, 1, 1_000_000)
        .Check<int>(nameof(UdpPayloadOctets), UdpPayloadOctets, 512, 4096)
        .Lines;
}
