using System.Globalization;

namespace Holdfast.Endpoints;

/// <summary>A documented range, enforced: the value, or the line that says what is allowed.</summary>
public static class OptionRange
{
    /// <summary>Checks a count.</summary>
    public static OptionFault? Check(string place, long value, long least, long most) => value >= least && value <= most
        ? null
        : new OptionFault(place, value.ToString(CultureInfo.InvariantCulture), "is out of range", string.Create(CultureInfo.InvariantCulture, $"{least} to {most}"));

    /// <summary>Checks a share; what is no number is out of range.</summary>
    public static OptionFault? Check(string place, double value, double least, double most) => value >= least && value <= most
        ? null
        : new OptionFault(place, value.ToString(CultureInfo.InvariantCulture), "is out of range", string.Create(CultureInfo.InvariantCulture, $"{least} to {most}"));

    /// <summary>Checks a time.</summary>
    public static OptionFault? Check(string place, TimeSpan value, TimeSpan least, TimeSpan most) => value >= least && value <= most
        ? null
        : new OptionFault(place, value.ToString("g", CultureInfo.InvariantCulture), "is out of range", string.Create(CultureInfo.InvariantCulture, $"{least:g} to {most:g}"));

    /// <summary>Checks how many characters a text has.</summary>
    public static OptionFault? CheckLength(string place, string value, int least, int most) => value?.Length >= least && value.Length <= most
        ? null
        : new OptionFault(place, value, "is too short or too long", string.Create(CultureInfo.InvariantCulture, $"{least} to {most} characters"));
}
