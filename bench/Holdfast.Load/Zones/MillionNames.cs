using System.Globalization;
using System.Text;
using Holdfast.TestPeers.RealServers;

namespace Holdfast.Load.Zones;

/// <summary>A zone of a million names (of twenty, eighteen have an address, one takes mail elsewhere, one is a cut with glue), and what is asked of it.</summary>
internal sealed class MillionNames : IDisposable
{
    public const int Names = 1_000_000;
    public const string LastName = "n999998.bench.test";
    private const int Questions = 400_000;
    private const int Seed = 20_251_020;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("holdfast-bench-");
    private readonly Random _random = new(Seed);

    public MillionNames()
    {
        var text = new StringBuilder("mail IN A 192.0.2.25\nmail IN AAAA 2001:db8::25\n");
        for (var i = 0; i < Names; i++)
        {
            _ = (i % 20) switch
            {
                19 => text.Append(CultureInfo.InvariantCulture, $"n{i} IN NS ns.n{i}\nns.n{i} IN A 198.51.{(i >> 8) & 255}.{i & 255}\n"),
                18 => text.Append(CultureInfo.InvariantCulture, $"n{i} IN MX 10 mail\n"),
                _ => text.Append(CultureInfo.InvariantCulture, $"n{i} IN A 192.0.{(i >> 8) & 255}.{i & 255}\n"),
            };
        }

        Zone = ServedZone.Of("bench.test.", text.ToString());
        Present = Write("present", () => Address());
        Denied = Write("denied", () => string.Create(CultureInfo.InvariantCulture, $"no{_random.Next(Names)}.bench.test A"));
        Mixed = Write("mixed", () => _random.Next(20) switch
        {
            0 => string.Create(CultureInfo.InvariantCulture, $"no{_random.Next(Names)}.bench.test A"),
            1 => string.Create(CultureInfo.InvariantCulture, $"n{(_random.Next(Names / 20) * 20) + 18}.bench.test MX"),
            2 => string.Create(CultureInfo.InvariantCulture, $"www.n{(_random.Next(Names / 20) * 20) + 19}.bench.test A"),
            3 => Address() + "AAA",
            _ => Address(),
        });
    }

    public ServedZone Zone { get; }

    /// <summary>Addresses that are there.</summary>
    public string Present { get; }

    /// <summary>Names that are not.</summary>
    public string Denied { get; }

    /// <summary>Mostly addresses, and each twentieth a denial, mail, a referral, or a type the name has not.</summary>
    public string Mixed { get; }

    public void Dispose() => _folder.Delete(recursive: true);

    private string Address() => string.Create(CultureInfo.InvariantCulture, $"n{(_random.Next(Names / 20) * 20) + _random.Next(18)}.bench.test A");

    private string Write(string name, Func<string> question)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllLines(path, Enumerable.Range(0, Questions).Select(_ => question()));
        return path;
    }
}
