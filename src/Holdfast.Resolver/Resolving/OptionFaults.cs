using System.Globalization;

namespace Holdfast.Resolver.Resolving;

/// <summary>Gathers the options that are out of their ranges, each as a line for people: the option, its value, what is allowed.</summary>
internal sealed class OptionFaults
{
    private readonly List<string> _lines = [];

    /// <summary>The lines; empty when every option is within its range.</summary>
    public IReadOnlyList<string> Lines => _lines;

    /// <summary>Checks one option.</summary>
    public OptionFaults Check<T>(string option, T value, T least, T most)
        where T : IComparable<T>, IFormattable
    {
        if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
        {
            _lines.Add(string.Create(CultureInfo.InvariantCulture, $"{option} is {value}; allowed: {least} to {most}"));
        }

        return this;
    }

    /// <summary>Checks one option with a range in seconds.</summary>
    public OptionFaults Check(string option, TimeSpan value, double leastSeconds, double mostSeconds) =>
        Check(option, value, TimeSpan.FromSeconds(leastSeconds), TimeSpan.FromSeconds(mostSeconds));

    /// <summary>Takes over what is wrong with options inside these.</summary>
    public OptionFaults Within(string option, IEnumerable<string> faults)
    {
        _lines.AddRange(faults.Select(fault => $"{option}.{fault}"));
        return this;
    }

    /// <summary>Stops whoever was given options that nobody checked.</summary>
    /// <exception cref="ArgumentException">There is a fault; the first is told.</exception>
    public static void ThrowIfAny(IEnumerable<string> faults, string parameter)
    {
        if (faults.FirstOrDefault() is { } fault)
        {
            throw new ArgumentException(fault, parameter);
        }
    }
}
