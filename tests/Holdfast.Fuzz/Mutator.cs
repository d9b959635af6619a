namespace Holdfast.Fuzz;

/// <summary>Makes new inputs out of a corpus, the same ones for the same seed.</summary>
internal sealed class Mutator(IReadOnlyList<byte[]> corpus, int seed)
{
    private const int MaxOctets = 4096;

    // Pointers, lengths at their limits, and the characters that zone files give a meaning to.
    private static readonly byte[] _interesting = [0, 1, 12, 63, 64, 127, 128, 191, 192, 255, .. "\\\"();@$#.\n 09aZ"u8];

    private readonly Random _chance = new(seed);

    public byte[] Next()
    {
        var octets = corpus[_chance.Next(corpus.Count)].ToList();
        for (var changes = _chance.Next(1, 6); changes > 0; changes--)
        {
            Change(octets);
        }

        return [.. octets.Take(MaxOctets)];
    }

    private void Change(List<byte> octets)
    {
        var at = _chance.Next(octets.Count + 1);
        var length = Math.Min(_chance.Next(1, 12), octets.Count - at);
        switch (_chance.Next(8))
        {
            case 0 when at < octets.Count:
                octets[at] ^= (byte)(1 << _chance.Next(8));
                break;
            case 1 when at < octets.Count:
                octets[at] = _interesting[_chance.Next(_interesting.Length)];
                break;
            case 2 when at < octets.Count:
                octets[at] = (byte)_chance.Next(256);
                break;
            case 3:
                octets.Insert(at, _interesting[_chance.Next(_interesting.Length)]);
                break;
            case 4:
                octets.RemoveRange(at, length);
                break;
            case 5:
                octets.InsertRange(_chance.Next(octets.Count + 1), octets.GetRange(at, length));
                break;
            case 6:
                octets.RemoveRange(at, _chance.Next(8) == 0 ? octets.Count - at : 0);
                break;
            default:
                var other = corpus[_chance.Next(corpus.Count)];
                var from = _chance.Next(other.Length + 1);
                octets.InsertRange(at, other.Skip(from).Take(_chance.Next(1, 64)));
                break;
        }
    }
}
