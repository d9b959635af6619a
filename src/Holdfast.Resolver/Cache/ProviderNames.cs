using System.Text;

namespace Holdfast.Resolver.Cache;

/// <summary>The names of the few providers that many records speak of, each as one string for all of them.</summary>
internal sealed class ProviderNames
{
    private const int MaxNames = 64;

    private readonly List<(byte[] Octets, string Name)> _known = [];

    /// <summary>The name that these octets of UTF-8 are.</summary>
    public string NameOf(ReadOnlySpan<byte> octets)
    {
        foreach (var (known, name) in _known)
        {
            if (octets.SequenceEqual(known))
            {
                return name;
            }
        }

        var fresh = Encoding.UTF8.GetString(octets);
        if (_known.Count < MaxNames)
        {
            _known.Add((octets.ToArray(), fresh));
        }

        return fresh;
    }
}
