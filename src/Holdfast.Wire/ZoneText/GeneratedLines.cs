using System.Globalization;
using System.Text;

namespace Holdfast.Wire.ZoneText;

/// <summary>
/// The lines that $GENERATE stands for, made one at a time, as BIND does: $GENERATE start-stop[/step] owner [ttl]
/// [class] type data, where $ is the number and ${offset,width,base} the number moved, padded and in base d, o, x or X.
/// </summary>
internal sealed class GeneratedLines : TextReader
{
    private const int MaxLines = 1_048_576;
    private const int MaxWidth = 255;

    private readonly string _template;
    private readonly long _stop;
    private readonly long _step;
    private long _number;
    private string _line = "";
    private int _at;

    private GeneratedLines(string template, long start, long stop, long step) =>
        (_template, _number, _stop, _step) = (template, start, stop, step);

    /// <summary>Reads what follows the directive; null after an error.</summary>
    public static GeneratedLines? Parse(ref PresentationReader text)
    {
        var range = text.Word();
        if (!TryParseRange(range, out var start, out var stop, out var step) || (stop - start) / step >= MaxLines)
        {
            text.FailWord($"a range: start-stop or start-stop/step, of at most {MaxLines} numbers");
        }

        var template = new StringBuilder();
        while (text.HasMore)
        {
            var quoted = text.IsQuoted;
            template.Append(template.Length == 0 ? "" : " ").Append(quoted ? "\"" : "").Append(text.Word()).Append(quoted ? "\"" : "");
        }

        var lines = new GeneratedLines(template.Append('\n').ToString(), start, stop, step);
        if (text.Ok && (template.Length == 1 || lines.Expand(start) is null))
        {
            text.Fail("This is no template: it wants an owner, a type and data, with $ or ${offset,width,base} for the number.");
        }

        return text.Ok ? lines : null;
    }

    public override int Read(char[] buffer, int index, int count)
    {
        if (_at == _line.Length)
        {
            if (_number > _stop)
            {
                return 0;
            }

            (_line, _at) = (Expand(_number) ?? "", 0);
            _number += _step;
        }

        var length = Math.Min(count, _line.Length - _at);
        _line.CopyTo(_at, buffer, index, length);
        _at += length;
        return length;
    }

    private static bool TryParseRange(ReadOnlySpan<char> text, out long start, out long stop, out long step)
    {
        (start, stop, step) = (0, 0, 1);
        int hyphen = text.IndexOf('-'), slash = text.IndexOf('/');
        slash = slash < 0 ? text.Length : slash;
        return hyphen > 0 && hyphen < slash
            && TryParseNumber(text[..hyphen], out start)
            && TryParseNumber(text[(hyphen + 1)..slash], out stop)
            && (slash == text.Length || TryParseNumber(text[(slash + 1)..], out step))
            && start <= stop && step > 0;
    }

    private static bool TryParseNumber(ReadOnlySpan<char> text, out long number)
    {
        var known = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value);
        number = value;
        return known;
    }

    // One line; null when a ${...} in the template is malformed.
    private string? Expand(long number)
    {
        var line = new StringBuilder(_template.Length + 16);
        for (var i = 0; i < _template.Length; i++)
        {
            var next = i + 1 < _template.Length ? _template[i + 1] : '\0';
            switch (_template[i])
            {
                case '\\' when next == '$':
                    line.Append('$');
                    i++;
                    break;
                case '$' when next == '{':
                    var close = _template.IndexOf('}', i);
                    if (close < 0 || !TryAppend(line, number, _template.AsSpan(i + 2, close - i - 2)))
                    {
                        return null;
                    }

                    i = close;
                    break;
                case '$':
                    line.Append(number);
                    break;
                default:
                    line.Append(_template[i]);
                    break;
            }
        }

        return line.ToString();
    }

    private static bool TryAppend(StringBuilder line, long number, ReadOnlySpan<char> format)
    {
        Span<Range> parts = stackalloc Range[4];
        var count = format.Split(parts, ',');
        var width = 0;
        if (count > 3
            || !int.TryParse(format[parts[0]], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var offset)
            || (count > 1 && !int.TryParse(format[parts[1]], NumberStyles.None, CultureInfo.InvariantCulture, out width))
            || width > MaxWidth || number + offset < 0)
        {
            return false;
        }

        var value = number + offset;
        var text = (count > 2 ? format[parts[2]] : "d") switch
        {
            "d" => value.ToString(CultureInfo.InvariantCulture),
            "x" => value.ToString("x", CultureInfo.InvariantCulture),
            "X" => value.ToString("X", CultureInfo.InvariantCulture),
            "o" => Convert.ToString(value, 8),
            _ => null,
        };
        line.Append(text?.PadLeft(width, '0'));
        return text is not null;
    }
}
