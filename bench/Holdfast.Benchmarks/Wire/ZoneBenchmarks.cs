using System.Globalization;
using System.Text;
using BenchmarkDotNet.Attributes;
using Holdfast.Wire.Names;
using Holdfast.Wire.ZoneText;

namespace Holdfast.Benchmarks.Wire;

/// <summary>Reading a zone of a million A records from memory.</summary>
[MemoryDiagnoser]
public class ZoneBenchmarks
{
    private const int Records = 1_000_000;
    private string _zone = "";

    [GlobalSetup]
    public void Setup()
    {
        var text = new StringBuilder("$ORIGIN example.\n$TTL 300\n");
        for (var i = 0; i < Records; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"host-{i}\tIN\tA\t192.0.{i >> 8 & 255}.{i & 255}\n");
        }

        _zone = text.ToString();
    }

    [Benchmark]
    public int Read()
    {
        using var reader = new ZoneReader(new StringReader(_zone), new ZoneReaderOptions { Origin = DomainName.Root });
        var count = 0;
        while (reader.TryRead(out _, out var error))
        {
            count += error is null ? 1 : throw new InvalidOperationException(error.ToString());
        }

        return count;
    }
}
