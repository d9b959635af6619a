using Holdfast.Wire.Edns;
using Holdfast.Wire.Messages;

namespace Holdfast.TestPeers.Probing;

/// <summary>One query and what became of it.</summary>
public sealed class ProbeSample(ProbeClass @class, TimeSpan sentAt)
{
    /// <summary>What its name belongs to.</summary>
    public ProbeClass Class { get; } = @class;

    /// <summary>When it was sent, since the tally began.</summary>
    public TimeSpan SentAt { get; } = sentAt;

    /// <summary>How long the answer took; null when none came in time.</summary>
    public TimeSpan? Latency { get; internal set; }

    /// <summary>The response code, if an answer came.</summary>
    public ResponseCode Code { get; internal set; }

    /// <summary>Whether an address of the class's good ones was in the answer.</summary>
    public bool HasGoodAddress { get; internal set; }

    /// <summary>Whether any address was in the answer.</summary>
    public bool HasAddress { get; internal set; }

    /// <summary>The extended error that came with the answer; null for none (RFC 8914).</summary>
    public ExtendedErrorCode? Error { get; internal set; }

    /// <summary>Usable: NOERROR with an address that leads somewhere, within the second.</summary>
    public bool IsUsable => Latency is not null && Code == ResponseCode.NoError && HasGoodAddress;
}
