namespace Holdfast.Wire.ZoneText;

/// <summary>Spans of time as zone files have them: seconds, or numbers with units such as 1h30m, as every server reads them.</summary>
internal static class PeriodText
{
    public static bool TryParse(ReadOnlySpan<char> text, out uint seconds)
    {
        ulong total = 0, number = 0;
        var digits = 0;
        var units = 0;
        foreach (var character in text)
        {
            if (char.IsAsciiDigit(character))
            {
                number = (number * 10) + (uint)(character - '0');
                digits++;
            }
            else
            {
                var unit = UnitSeconds(character);
                if (unit == 0 || digits == 0)
                {
                    seconds = 0;
                    return false;
                }

                total += number * unit;
                (number, digits) = (0, 0);
                units++;
            }

            if (number > uint.MaxValue || total > uint.MaxValue)
            {
                seconds = 0;
                return false;
            }
        }

        // 1h30 has seconds left over without a unit; other servers refuse it, too.
        total += number;
        seconds = (uint)total;
        return total <= uint.MaxValue && (units == 0 ? digits > 0 : digits == 0);
    }

    private static uint UnitSeconds(char unit) => unit switch
    {
        's' or 'S' => 1,
        'm' or 'M' => 60,
        'h' or 'H' => 3600,
        'd' or 'D' => 86_400,
        'w' or 'W' => 604_800,
        _ => 0,
    };
}
