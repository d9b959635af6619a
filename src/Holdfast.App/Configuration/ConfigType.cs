using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Holdfast.App.Configuration;

/// <summary>How text in a configuration file becomes a value, and back.</summary>
/// <typeparam name="T">The value.</typeparam>
/// <param name="Allowed">What may stand there, for people.</param>
/// <param name="Read">Reads a text; false when it is not allowed.</param>
/// <param name="Write">Writes a value as a file would hold it.</param>
internal sealed record ConfigType<T>(string Allowed, ConfigType<T>.Reading Read, Func<T, string> Write)
{
    /// <summary>Reads a text; false when it is not allowed, with a more precise allowance in <paramref name="why"/> where there is one.</summary>
    public delegate bool Reading(string text, [MaybeNullWhen(false)] out T value, out string? why);
}

/// <summary>The types of values that any option may use.</summary>
internal static class ConfigTypes
{
    private static readonly (string Unit, long Ticks)[] _durationUnits = [
        ("d", TimeSpan.TicksPerDay), ("h", TimeSpan.TicksPerHour), ("m", TimeSpan.TicksPerMinute),
        ("ms", TimeSpan.TicksPerMillisecond), ("s", TimeSpan.TicksPerSecond)];

    private static readonly (string Unit, long Octets)[] _sizeUnits = [
        ("GiB", 1L << 30), ("MiB", 1L << 20), ("KiB", 1L << 10), ("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1_000), ("B", 1)];

    /// <summary>Yes or no.</summary>
    public static ConfigType<bool> Boolean { get; } = new(
        "true or false",
        (string text, out bool value, out string? why) =>
        {
            why = null;
            value = text is "true";
            return text is "true" or "false";
        },
        value => value ? "true" : "false");

    /// <summary>A whole number within bounds, both included.</summary>
    public static ConfigType<int> Integer(int least, int most) => new(
        string.Create(CultureInfo.InvariantCulture, $"{least} to {most}"),
        (string text, out int value, out string? why) =>
        {
            why = null;
            return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value) && value >= least && value <= most;
        },
        value => value.ToString(CultureInfo.InvariantCulture));

    /// <summary>A number within bounds, both included.</summary>
    public static ConfigType<double> Number(double least, double most) => new(
        string.Create(CultureInfo.InvariantCulture, $"{least} to {most}"),
        (string text, out double value, out string? why) =>
        {
            why = null;
            return double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value) && value >= least && value <= most;
        },
        value => value.ToString(CultureInfo.InvariantCulture));

    /// <summary>A span of time with its unit, within bounds, both included.</summary>
    public static ConfigType<TimeSpan> Duration(TimeSpan least, TimeSpan most) => new(
        $"{WriteDuration(least)} to {WriteDuration(most)}, in ms, s, m, h or d",
        (string text, out TimeSpan value, out string? why) =>
        {
            why = null;
            return TryReadDuration(text, out value) && value >= least && value <= most;
        },
        WriteDuration);

    /// <summary>A count of octets with its unit, within bounds, both included.</summary>
    public static ConfigType<long> Size(long least, long most) => new(
        $"{WriteSize(least)} to {WriteSize(most)}, in B, KiB, MiB or GiB",
        (string text, out long value, out string? why) =>
        {
            why = null;
            return TryReadSize(text, out value) && value >= least && value <= most;
        },
        WriteSize);

    /// <summary>One of a few words.</summary>
    public static ConfigType<T> OneOf<T>(params (string Word, T Value)[] words)
        where T : notnull => new(
        string.Join(", ", words.Select(pair => pair.Word)),
        (string text, [MaybeNullWhen(false)] out T value, out string? why) =>
        {
            why = null;
            var at = Array.FindIndex(words, pair => pair.Word == text);
            value = at < 0 ? default : words[at].Value;
            return at >= 0;
        },
        value => words.First(pair => EqualityComparer<T>.Default.Equals(pair.Value, value)).Word);

    /// <summary>Any text but none.</summary>
    public static ConfigType<string> Text(string allowed) => new(
        allowed,
        (string text, [MaybeNullWhen(false)] out string value, out string? why) =>
        {
            (value, why) = (text, null);
            return text.Length > 0;
        },
        value => value);

    /// <summary>A path; relative ones count from the configuration file's folder.</summary>
    public static ConfigType<string> Path { get; } = Text("a path; a relative one counts from this file's folder");

    private static bool TryReadDuration(string text, out TimeSpan value)
    {
        value = default;
        if (text == "0")
        {
            return true;
        }

        // "ms" is tried before "s" by the order of the table.
        foreach (var (unit, ticks) in _durationUnits)
        {
            if (text.EndsWith(unit, StringComparison.Ordinal)
                && decimal.TryParse(text[..^unit.Length].TrimEnd(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count)
                && count <= long.MaxValue / ticks)
            {
                value = TimeSpan.FromTicks((long)(count * ticks));
                return true;
            }
        }

        return false;
    }

    private static string WriteDuration(TimeSpan value)
    {
        foreach (var (unit, ticks) in _durationUnits.OrderByDescending(pair => pair.Ticks))
        {
            if (value.Ticks % ticks == 0 && value.Ticks / ticks > (unit is "d" or "h" && value.Ticks / ticks < 1 ? 1 : 0))
            {
                return string.Create(CultureInfo.InvariantCulture, $"{value.Ticks / ticks}{unit}");
            }
        }

        return "0s";
    }

    private static bool TryReadSize(string text, out long value)
    {
        value = 0;
        foreach (var (unit, octets) in _sizeUnits)
        {
            if (text.EndsWith(unit, StringComparison.Ordinal)
                && long.TryParse(text[..^unit.Length].TrimEnd(), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                && count <= long.MaxValue / octets)
            {
                value = count * octets;
                return true;
            }
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }

    private static string WriteSize(long value)
    {
        foreach (var (unit, octets) in _sizeUnits.Where(pair => pair.Unit.EndsWith("iB", StringComparison.Ordinal)))
        {
            if (value >= octets && value % octets == 0)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{value / octets} {unit}").Replace(" ", string.Empty, StringComparison.Ordinal);
            }
        }

        return string.Create(CultureInfo.InvariantCulture, $"{value}B");
    }
}
