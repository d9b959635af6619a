using System.Globalization;
using System.Net;
using Holdfast.Resolver.Cache;
using Holdfast.Resolver.Resolving;

namespace Holdfast.Resolver.Tests.Simulation;

/// <summary>
/// What must be true of every answer, from what the simulation knows and the resolver does not: who truly lives, what each
/// operator truly said and when. It shares nothing with the guard's own reckoning.
/// </summary>
internal sealed class ResolverModel(SimulatedWorld world)
{
    // What was seen may count as older by as much after a restart, since not every sighting is written.
    private static readonly TimeSpan _sightingSlack = (SimulatedWorld.Rule.MaxAge / 10) + TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _slack = TimeSpan.FromSeconds(2);

    // How long after its TTL an answer the operators gave may still be on its way: a slow operator, a late landing.
    private static readonly TimeSpan _longestWay = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, (IPAddress[] Addresses, TimeSpan At, TimeSpan? DurableAt)> _observed = [];
    private readonly Dictionary<IPAddress, TimeSpan> _lastGiven = [];
    private readonly Dictionary<string, TimeSpan> _lastAnswered = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>When the name was released by hand; null when it is guarded as ever.</summary>
    public TimeSpan? ReleasedAt { get; private set; }

    /// <summary>How many answers were looked at.</summary>
    public int Answers { get; private set; }

    /// <summary>How many of them were the last known good one.</summary>
    public int Held { get; private set; }

    /// <summary>How many guarded answers had to be positive.</summary>
    public int Obliged { get; private set; }

    private TimeSpan Now => world.Time.Elapsed;

    /// <summary>A response reached the process.</summary>
    public void OnResponse(ReadOnlyMemory<byte> response)
    {
        var addresses = SimulatedWorld.Addresses(response.Span);
        foreach (var address in addresses)
        {
            _lastGiven[address] = Now;
        }

        if (Wire.Messages.Message.TryRead(response.Span, out var message, out _, out _) && addresses.Length > 0)
        {
            _lastAnswered[message.Questions[0].Name.ToString()] = Now;
        }
    }

    /// <summary>What was observed has reached the disk.</summary>
    public void OnWritten()
    {
        foreach (var (key, seen) in _observed.ToArray())
        {
            _observed[key] = seen with { DurableAt = seen.At };
        }
    }

    /// <summary>The process was killed: it knows what the disk holds.</summary>
    public void OnKilled()
    {
        foreach (var (key, seen) in _observed.ToArray())
        {
            if (seen.DurableAt is { } durable)
            {
                _observed[key] = seen with { At = durable };
            }
            else
            {
                _observed.Remove(key);
            }
        }
    }

    /// <summary>The name was released.</summary>
    public void OnReleased()
    {
        _observed.Clear();
        ReleasedAt = Now;
    }

    /// <summary>Judges one answer.</summary>
    /// <param name="name">What was asked.</param>
    /// <param name="asked">When.</param>
    /// <param name="process">Of which process.</param>
    /// <param name="resolution">The answer.</param>
    /// <returns>What is wrong; null when nothing is.</returns>
    public string? Judge(string name, TimeSpan asked, SimulatedProcess process, Resolution resolution)
    {
        Answers++;
        var addresses = SimulatedWorld.Addresses(resolution.Answer.Octets);
        var wrong = name == SimulatedWorld.Guarded ? JudgeGuarded(asked, resolution, addresses) : JudgePlain(name, asked, resolution, addresses);
        if (name == SimulatedWorld.Guarded && resolution.Source == AnswerSource.Provider && addresses.Length > 0 && process == world.Process)
        {
            Observe(addresses);
        }

        return wrong is null ? null : string.Create(
            CultureInfo.InvariantCulture,
            $"{name} asked at {asked:c}, answered at {Now:c} with {resolution.Answer.Kind} [{string.Join(", ", addresses.AsEnumerable())}] from {resolution.Source}, age {resolution.Age:c}: {wrong}");
    }

    private string? JudgeGuarded(TimeSpan asked, Resolution resolution, IPAddress[] addresses)
    {
        var positive = resolution.Answer.Kind == AnswerKind.Positive;
        var held = positive && resolution.Answer.Note is not null;
        Held += held ? 1 : 0;

        // 1. A guarded name with a live last known good never goes unanswered.
        var live = _observed.Values.FirstOrDefault(seen => IsLive(seen.Addresses, seen.At, asked)).Addresses;
        Obliged += live is null ? 0 : 1;
        if (live is not null && !positive)
        {
            return $"unanswered, though {string.Join(", ", live.AsEnumerable())} was observed and lives";
        }

        // 2. What is held is within its age and its proof.
        foreach (var address in addresses)
        {
            if (!_lastGiven.TryGetValue(address, out var given))
            {
                return $"{address} was never given by anybody";
            }

            if (Now - given > SimulatedWorld.Rule.MaxAge + SimulatedWorld.Rule.ServeTtl + _longestWay)
            {
                return $"{address} was last given {Now - given:c} ago";
            }

            var proofBound = SimulatedWorld.Rule.ProofTtl + SimulatedWorld.Rule.ServeTtl + _slack;
            if (held && !world.Services.AliveAnyTimeSince(address, Now - proofBound))
            {
                return $"{address} is held, but has been dead for more than {proofBound:c}";
            }
        }

        // 3. A released name is not held, until an operator gives it again.
        return held && ReleasedAt is { } released && asked >= released && LastAnswered(SimulatedWorld.Guarded) < released
            ? $"held, though released at {released:c}"
            : null;
    }

    private string? JudgePlain(string name, TimeSpan asked, Resolution resolution, IPAddress[] addresses)
    {
        var ttl = resolution.Answer.Ttl;
        if (resolution.Source == AnswerSource.Cache && resolution.Age > ttl)
        {
            return $"fresh, with a TTL of {ttl:c}";
        }

        if (resolution.Age > ttl + SimulatedWorld.Policy.MaxStale)
        {
            return $"staler than {SimulatedWorld.Policy.MaxStale:c}";
        }

        if (addresses.Length > 0 && Now - LastAnswered(name) > ttl + SimulatedWorld.Policy.MaxStale + _longestWay)
        {
            return "no operator gave it for so long";
        }

        // An operator without fault or loss, since before any failure could still be remembered, must have been heard.
        var settled = asked - SimulatedWorld.Policy.MaxFailureTtl - _slack;
        var sound = world.Operators.FirstOrDefault(peer => peer.IsSound && peer.ChangedAt <= settled);
        return resolution.Answer.Kind == AnswerKind.Failure && sound is not null ? $"failed, though operator {sound.Name} was sound" : null;
    }

    private TimeSpan LastAnswered(string name) => _lastAnswered.GetValueOrDefault(name, TimeSpan.MinValue / 2);

    // Within its age with room to spare, and alive since before any failed proof, or a denial given for lack of one, could
    // still be remembered.
    private bool IsLive(IPAddress[] addresses, TimeSpan observed, TimeSpan asked) =>
        observed <= asked
        && Now - observed <= SimulatedWorld.Rule.MaxAge - _sightingSlack
        && addresses.Any(address => world.Services.AliveSince(address, asked - SimulatedWorld.Rule.ProofTtl - SimulatedWorld.DenialTtl - _slack));

    private void Observe(IPAddress[] addresses)
    {
        // What an operator's cache still had after the release does not arm the guard again.
        if (ReleasedAt is { } released && Now - released < TimeSpan.FromSeconds(30))
        {
            return;
        }

        ReleasedAt = null;
        var key = string.Join(' ', addresses.Select(address => address.ToString()).Order(StringComparer.Ordinal));
        var durable = _observed.TryGetValue(key, out var before) ? before.DurableAt : null;
        _observed[key] = (addresses, Now, durable);
    }
}
