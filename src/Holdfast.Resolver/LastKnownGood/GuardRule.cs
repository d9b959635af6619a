using System.Collections.Immutable;
using System.Globalization;
using Holdfast.Wire.Names;
using Holdfast.Wire.Records;

namespace Holdfast.Resolver.LastKnownGood;

/// <summary>A value outside what a rule allows.</summary>
/// <param name="Key">Which property.</param>
/// <param name="Value">What it holds.</param>
/// <param name="Allowed">What it may hold.</param>
public sealed record GuardRuleFault(string Key, string Value, string Allowed);

/// <summary>Which names are guarded, and within what bounds their last known good answers are served. Immutable.</summary>
public sealed record GuardRule
{
    /// <summary>The largest <see cref="MaxAge"/>: 30 days.</summary>
    public static readonly TimeSpan LongestAge = TimeSpan.FromDays(30);

    /// <summary>A name, or a wildcard: <c>*.example.com</c> stands for every name below example.com, at any depth.</summary>
    public required DomainName Name { get; init; }

    /// <summary>The types that are guarded: A and AAAA by default. Only addresses can prove themselves; other types are held by age alone.</summary>
    public ImmutableArray<RecordType> Types { get; init; } = [RecordType.A, RecordType.AAAA];

    /// <summary>What an address must do before it is served from memory, all of it: TLS on port 443 by default; 1 to 4.</summary>
    public ImmutableArray<Proof> Proofs { get; init; } = [Proof.Tls()];

    /// <summary>How long after an operator last gave an answer it may be served: 7 days by default, 1 minute to 30 days.</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How long an answer must stand to be good without other confirmation: 10 minutes by default, 0 to 7 days.</summary>
    public TimeSpan SoakTime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The TTL a held answer is served with: 5 seconds by default, 1 to 30 seconds.</summary>
    public TimeSpan ServeTtl { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a denial by every operator is overridden before it is honoured as a deletion: 24 hours by default, 1 minute to 30 days.</summary>
    public TimeSpan ReleaseAfter { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long one proof may take: 1 second by default, 50 ms to 10 seconds.</summary>
    public TimeSpan ProofTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a proof is believed: 10 seconds by default, 1 second to 5 minutes. It is renewed in the background while it is used.</summary>
    public TimeSpan ProofTtl { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many different answers are kept for a name and type: 8 by default, 1 to 64.</summary>
    public int Generations { get; init; } = 8;

    /// <summary>Every value that is out of its range; empty when the rule can be used.</summary>
    public ImmutableArray<GuardRuleFault> Faults()
    {
        var faults = ImmutableArray.CreateBuilder<GuardRuleFault>();
        Check(nameof(MaxAge), MaxAge, TimeSpan.FromMinutes(1), LongestAge);
        Check(nameof(SoakTime), SoakTime, TimeSpan.Zero, TimeSpan.FromDays(7));
        Check(nameof(ServeTtl), ServeTtl, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));
        Check(nameof(ReleaseAfter), ReleaseAfter, TimeSpan.FromMinutes(1), LongestAge);
        Check(nameof(ProofTimeout), ProofTimeout, TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(10));
        Check(nameof(ProofTtl), ProofTtl, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));
        CheckCount(nameof(Generations), Generations, 1, 64);
        CheckCount(nameof(Proofs), Proofs.Length, 1, 4);
        CheckCount(nameof(Types), Types.Length, 1, 16);
        foreach (var proof in Proofs)
        {
            CheckCount($"{nameof(Proofs)}.{nameof(Proof.Port)}", proof.Port, 1, 65_535);
        }

        foreach (var type in Types.Where(type => type is RecordType.None or RecordType.OPT or >= RecordType.TSIG and <= RecordType.ANY))
        {
            faults.Add(new GuardRuleFault(nameof(Types), type.ToText(), "types of data, not of questions"));
        }

        return faults.DrainToImmutable();

        void Check(string key, TimeSpan value, TimeSpan least, TimeSpan most)
        {
            if (value < least || value > most)
            {
                faults.Add(new GuardRuleFault(key, value.ToString("g", CultureInfo.InvariantCulture), $"{least:g} to {most:g}"));
            }
        }

        void CheckCount(string key, int value, int least, int most)
        {
            if (value < least || value > most)
            {
                faults.Add(new GuardRuleFault(key, value.ToString(CultureInfo.InvariantCulture), $"{least} to {most}"));
            }
        }
    }
}
