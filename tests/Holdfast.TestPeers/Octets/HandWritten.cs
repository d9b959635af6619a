using System.Globalization;
using System.Text;

namespace Holdfast.TestPeers.Octets;

/// <summary>
/// Octets as people write them in tests, without the codec under test: words of hexadecimal, 'text' in ASCII, and
/// @a.name for its labels with a length before each and a zero behind.
/// </summary>
public static class HandWritten
{
    public static byte[] Of(string words)
    {
        ArgumentNullException.ThrowIfNull(words);
        var octets = new List<byte>();
        foreach (var word in words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            if (word[0] == '\'')
            {
                octets.AddRange(Encoding.ASCII.GetBytes(word.Trim('\'')));
            }
            else if (word[0] == '@')
            {
                foreach (var label in word[1..].Split('.', StringSplitOptions.RemoveEmptyEntries))
                {
                    octets.Add((byte)label.Length);
                    octets.AddRange(Encoding.ASCII.GetBytes(label));
                }

                octets.Add(0);
            }
            else if (word.IndexOf('*', StringComparison.Ordinal) is > 0 and var star)
            {
                // 00*26: an octet so many times.
                var count = int.Parse(word.AsSpan(star + 1), NumberStyles.None, CultureInfo.InvariantCulture);
                octets.AddRange(Enumerable.Repeat(Convert.FromHexString(word.AsSpan(0, star))[0], count));
            }
            else
            {
                octets.AddRange(Convert.FromHexString(word));
            }
        }

        return [.. octets];
    }
}
