using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Holdfast.Resolver.Cache;
using Holdfast.Resolver.Clients;
using Holdfast.Resolver.Exchanges;
using Holdfast.Resolver.LastKnownGood;
using Holdfast.Resolver.Providers;
using Holdfast.Resolver.Resolving;
using Holdfast.Wire.Names;

namespace Holdfast.Resolver.Tests.Resolving;

/// <summary>Every number and every time of every options record: what its documentation allows is accepted, and nothing else.</summary>
public sealed partial class OptionRangeTests
{
    private static readonly object[] _records =
    [
        new HealthPolicy(),
        new ResolverOptions(),
        new ExchangeOptions(),
        new CachePolicy(),
        new GuardOptions(),
        new GuardRule { Name = DomainName.Parse("example.com.") },
        new HoldfastClientOptions { Providers = [] },
    ];

    private static readonly Dictionary<string, string> _summaries = XDocument
        .Load(Path.ChangeExtension(typeof(ResolverOptions).Assembly.Location, ".xml"))
        .Descendants("member")
        .ToDictionary(member => (string)member.Attribute("name")!, member => Regex.Replace(member.Element("summary")?.Value ?? "", @"\s+", " "));

    public static TheoryData<string, string> Options
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var record in _records)
            {
                foreach (var property in record.GetType().GetProperties().Where(property => property.CanWrite && IsRanged(property.PropertyType)))
                {
                    data.Add(record.GetType().Name, property.Name);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Options))]
    public void An_option_is_accepted_within_its_documented_range_and_named_outside_it(string record, string option)
    {
        var sound = _records.Single(one => one.GetType().Name == record);
        var property = sound.GetType().GetProperty(option)!;
        Assert.Empty(Faults(sound));

        var far = property.PropertyType == typeof(TimeSpan) ? TimeSpan.FromDays(-1) : Convert.ChangeType(0, property.PropertyType, CultureInfo.InvariantCulture);
        var below = Told(sound, property, property.PropertyType == typeof(int) ? -1 : property.PropertyType == typeof(long) ? -1L : property.PropertyType == typeof(double) ? -1.0 : far);
        Assert.NotNull(below);
        var range = AllowedRange().Match(below);
        Assert.True(range.Success, below);
        var least = Read(range.Groups["least"].Value, property.PropertyType);
        Assert.Null(Told(sound, property, least));

        if (range.Groups["most"] is { Success: true, Value: var end })
        {
            var most = Read(end, property.PropertyType);
            Assert.Null(Told(sound, property, most));
            if (Beyond(most) is { } beyond)
            {
                Assert.Equal($"{option} is", string.Join(' ', (Told(sound, property, beyond) ?? "nothing").Split(' ').Take(2)));
            }

            if (DocumentedRange().Match(_summaries[$"P:{sound.GetType().FullName}.{option}"]) is { Success: true } documented)
            {
                var unit = documented.Groups["mostUnit"].Value;
                Assert.Equal(least, Read(documented.Groups["least"].Value, documented.Groups["leastUnit"] is { Success: true, Value: var own } ? own : unit, property.PropertyType));
                Assert.Equal(most, Read(documented.Groups["most"].Value, unit, property.PropertyType));
            }
            else
            {
                Assert.Equal(typeof(CachePolicy), sound.GetType()); // whose ranges stand in words
            }
        }
    }

    [Fact]
    public void Whoever_is_given_an_option_out_of_its_range_says_which()
    {
        using var meter = new System.Diagnostics.Metrics.Meter("test");
        var fault = Assert.Throws<ArgumentException>(() => new ExchangeFactory(new MonotonicClock(TimeProvider.System), meter, new ExchangeOptions { UdpSockets = 0 }));
        Assert.StartsWith("UdpSockets is 0; allowed: 1 to 256", fault.Message);

        Assert.False(HoldfastClient.TryCreate(
            new HoldfastClientOptions { Providers = [], Resolver = new ResolverOptions { Health = new HealthPolicy { HedgesPerQuestion = 2 } } }, out _, out var told));
        Assert.Equal("Resolver.Health.HedgesPerQuestion is 2; allowed: 0 to 1", told);

        Assert.False(GuardBook.TryOpen(
            new GuardOptions { MaxProofs = 0 },
            new MonotonicClock(TimeProvider.System),
            Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance,
            prover: null,
            meters: null,
            out _,
            out var refused));
        Assert.Equal("MaxProofs is 0; allowed: 1 to 1024", refused);
    }

    // What the record says of one option when that has another value; null when it finds nothing wrong with it.
    private static string? Told(object sound, PropertyInfo property, object value)
    {
        var copy = sound.GetType().GetMethod("<Clone>$")!.Invoke(sound, null)!;
        property.SetValue(copy, value);
        return Faults(copy).FirstOrDefault(fault => fault.StartsWith(property.Name + " is ", StringComparison.Ordinal));
    }

    private static IEnumerable<string> Faults(object record) => record is GuardRule rule
        ? rule.Faults().Select(fault => $"{fault.Key} is {fault.Value}; allowed: {fault.Allowed}")
        : (IEnumerable<string>)record.GetType().GetMethod("Faults")!.Invoke(record, null)!;

    private static bool IsRanged(Type type) =>
        type == typeof(TimeSpan) || type == typeof(int) || type == typeof(long) || type == typeof(double) || type == typeof(byte) || type == typeof(ushort);

    private static object? Beyond(object value) => value switch
    {
        TimeSpan time => time + TimeSpan.FromTicks(1),
        int number => number + 1,
        long number => number + 1,
        double number => number + 0.001,
        ushort number => (ushort)(number + 1),
        _ => null, // a byte ends where its range does
    };

    private static object Read(string text, Type type) => type == typeof(TimeSpan)
        ? TimeSpan.Parse(text, CultureInfo.InvariantCulture)
        : Convert.ChangeType(text, type, CultureInfo.InvariantCulture);

    private static object Read(string number, string unit, Type type) => type != typeof(TimeSpan)
        ? Read(number.Replace(",", "", StringComparison.Ordinal), type)
        : double.Parse(number, CultureInfo.InvariantCulture) * (unit switch
        {
            "ms" => TimeSpan.FromMilliseconds(1),
            "s" or "second" or "seconds" => TimeSpan.FromSeconds(1),
            "min" or "minute" or "minutes" => TimeSpan.FromMinutes(1),
            "h" or "hour" or "hours" => TimeSpan.FromHours(1),
            "day" or "days" => TimeSpan.FromDays(1),
            _ => throw new FormatException($"'{unit}' is no unit"),
        });

    [GeneratedRegex("allowed: (?<least>[0-9.:]+) (to (?<most>[0-9.:]+)|and more)")]
    private static partial Regex AllowedRange();

    [GeneratedRegex("[;,] (?<least>[0-9][0-9.,]*)( (?<leastUnit>ms|s|min|h|seconds?|minutes?|hours?|days?))? to (?<most>[0-9][0-9,]*)( (?<mostUnit>ms|s|min|h|seconds?|minutes?|hours?|days?))?")]
    private static partial Regex DocumentedRange();
}
