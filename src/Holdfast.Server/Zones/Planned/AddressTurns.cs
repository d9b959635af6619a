using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Net;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Records;

namespace Holdfast.Server.Zones.Planned;

/// <summary>
/// Addresses of one family in turns, each finished in octets. In each turn another address comes first, in proportion to
/// the weights and as evenly spread as they allow; the next ones follow it. Immutable.
/// </summary>
internal sealed class AddressTurns
{
    // Weights are kept to within one part in so many.
    private const int MostTurns = 256;
    private const int FixedOctets = 12; // pointer to the question, type, class, TTL, RDLENGTH

    private readonly byte[][] _turns;

    private AddressTurns(byte[][] turns, int records) => (_turns, Records) = (turns, records);

    /// <summary>How many records each turn has.</summary>
    public int Records { get; }

    /// <summary>Puts turns together.</summary>
    /// <param name="preferred">The addresses that come first.</param>
    /// <param name="others">The addresses that follow if there is room; may be empty.</param>
    /// <param name="ttl">The TTL in seconds.</param>
    /// <param name="most">How many addresses one turn has at most.</param>
    /// <returns>Null when there are no addresses.</returns>
    public static AddressTurns? Create(ImmutableArray<PlannedAddress> preferred, ImmutableArray<PlannedAddress> others, uint ttl, int most)
    {
        preferred = Weighted(preferred);
        others = Weighted(others);
        if (preferred.IsEmpty)
        {
            (preferred, others) = (others, []);
        }

        if (preferred.IsEmpty)
        {
            return null;
        }

        var first = Sequence(preferred);
        var then = Sequence(others);
        var records = Math.Min(most, preferred.Length + others.Length);
        var turns = new byte[Math.Max(first.Length, then.Length)][];
        for (var turn = 0; turn < turns.Length; turn++)
        {
            var chosen = new List<IPAddress>(records);
            Choose(preferred, first, turn, records, chosen);
            Choose(others, then, turn, records, chosen);
            turns[turn] = Finish(chosen, ttl);
        }

        return new AddressTurns(turns, records);
    }

    /// <summary>The records of a turn. Hot path.</summary>
    public ReadOnlySpan<byte> this[uint turn] => _turns[turn % (uint)_turns.Length];

    // Weight 0 is for when there is nothing else.
    private static ImmutableArray<PlannedAddress> Weighted(ImmutableArray<PlannedAddress> addresses) =>
        addresses.Any(address => address.Weight > 0)
            ? [.. addresses.Where(address => address.Weight > 0)]
            : [.. addresses.Select(address => address with { Weight = 1 })];

    // Smooth weighted round robin: everybody earns its weight each turn, the richest has the turn and pays for all.
    private static int[] Sequence(ImmutableArray<PlannedAddress> addresses)
    {
        if (addresses.IsEmpty)
        {
            return [];
        }

        var weights = Scaled([.. addresses.Select(address => address.Weight)]);
        var total = weights.Sum();
        var purses = new int[weights.Length];
        var sequence = new int[total];
        for (var turn = 0; turn < total; turn++)
        {
            var richest = 0;
            for (var i = 0; i < purses.Length; i++)
            {
                purses[i] += weights[i];
                richest = purses[i] > purses[richest] ? i : richest;
            }

            purses[richest] -= total;
            sequence[turn] = richest;
        }

        return sequence;
    }

    private static int[] Scaled(int[] weights)
    {
        var divisor = weights.Aggregate((left, right) => (int)System.Numerics.BigInteger.GreatestCommonDivisor(left, right));
        weights = [.. weights.Select(weight => weight / divisor)];
        var total = weights.Sum();
        var most = Math.Max(MostTurns, weights.Length);
        return total <= most ? weights : [.. weights.Select(weight => Math.Max(1, (int)Math.Round(weight * (double)MostTurns / total)))];
    }

    private static void Choose(ImmutableArray<PlannedAddress> addresses, int[] sequence, int turn, int records, List<IPAddress> chosen)
    {
        for (var i = 0; i < sequence.Length && chosen.Count < records; i++)
        {
            var address = addresses[sequence[(turn + i) % sequence.Length]].Address;
            if (!chosen.Contains(address))
            {
                chosen.Add(address);
            }
        }
    }

    private static byte[] Finish(List<IPAddress> addresses, uint ttl)
    {
        var octets = new List<byte>();
        Span<byte> fields = stackalloc byte[FixedOctets];
        foreach (var address in addresses)
        {
            var data = address.GetAddressBytes();
            BinaryPrimitives.WriteUInt16BigEndian(fields, 0xC000 | MessageHeader.Octets);
            BinaryPrimitives.WriteUInt16BigEndian(fields[2..], (ushort)(data.Length == 4 ? RecordType.A : RecordType.AAAA));
            BinaryPrimitives.WriteUInt16BigEndian(fields[4..], (ushort)RecordClass.Internet);
            BinaryPrimitives.WriteUInt32BigEndian(fields[6..], ttl);
            BinaryPrimitives.WriteUInt16BigEndian(fields[10..], (ushort)data.Length);
            octets.AddRange(fields);
            octets.AddRange(data);
        }

        return [.. octets];
    }
}
