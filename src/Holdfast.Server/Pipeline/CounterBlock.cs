using Holdfast.Resolver.Exchanges;

namespace Holdfast.Server.Pipeline;

/// <summary>Counts of one thread, or of several that share it. Hot path: an owner's count is a plain addition.</summary>
/// <param name="transport">The transport whose queries are counted.</param>
/// <param name="shared">Whether several threads count here.</param>
internal sealed class CounterBlock(Transport transport, bool shared)
{
    /// <summary>Response codes told apart: the header's sixteen.</summary>
    public const int Codes = 16;

    // A cache line before and after keeps other threads' blocks from slowing this one.
    private const int Padding = 8;

    private static readonly int _outcomes = Enum.GetValues<QueryOutcome>().Length;

    private readonly long[] _counts = new long[Padding + _outcomes + Codes + Padding];

    /// <summary>The transport.</summary>
    public Transport Transport => transport;

    /// <summary>Counts a query that got a response.</summary>
    public void Answered(QueryOutcome outcome, byte headerCode)
    {
        Add(Padding + (int)outcome);
        Add(Padding + _outcomes + (headerCode & 0xF));
    }

    /// <summary>Counts a query that got none.</summary>
    public void Dropped(QueryOutcome outcome) => Add(Padding + (int)outcome);

    /// <summary>How many queries had an outcome.</summary>
    public long Count(QueryOutcome outcome) => Volatile.Read(ref _counts[Padding + (int)outcome]);

    /// <summary>How many responses had a code.</summary>
    public long CountOfCode(int code) => Volatile.Read(ref _counts[Padding + _outcomes + code]);

    private void Add(int index)
    {
        if (shared)
        {
            Interlocked.Increment(ref _counts[index]);
        }
        else
        {
            _counts[index]++;
        }
    }
}
