using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Names;
using Holdfast.Wire.Records;

namespace Holdfast.TestPeers.Upstreams;

/// <summary>
/// Fault rules as one line each: <c>nodata name=guarded.test. type=A share=0.5</c>, <c>slow=400ms</c>,
/// <c>addresses=127.0.0.9,::1</c>, <c>flapping=2s:silent</c>.
/// </summary>
public static class FaultText
{
    /// <summary>Reads one rule.</summary>
    public static bool TryParse(string line, [NotNullWhen(true)] out FaultRule? rule)
    {
        rule = null;
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0 || ParseFault(words[0]) is not { } fault)
        {
            return false;
        }

        var made = new FaultRule(fault);
        foreach (var word in words[1..])
        {
            var value = word[(word.IndexOf('=', StringComparison.Ordinal) + 1)..];
            switch (word[..^value.Length])
            {
                case "name=" when DomainName.TryParse(value, out var name, out _):
                    made = made with { Name = name };
                    break;
                case "type=" when RecordTypeText.TryParse(value, out var type):
                    made = made with { Type = type };
                    break;
                case "share=" when double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var share):
                    made = made with { Share = share };
                    break;
                default:
                    return false;
            }
        }

        rule = made;
        return true;
    }

    private static Fault? ParseFault(string word)
    {
        var (kind, value) = word.Split('=', 2) is [var left, var right] ? (left, right) : (word, "");
        return kind switch
        {
            "silent" => new Fault.Silent(),
            "servfail" => new Fault.Status(ResponseCode.ServerFailure),
            "refused" => new Fault.Status(ResponseCode.Refused),
            "nodata" => new Fault.NoData(),
            "nxdomain" => new Fault.NameError(),
            "malformed" => new Fault.Malformed(),
            "truncated" => new Fault.Truncated(),
            "disordered" => new Fault.Disordered(),
            "wrongid" => new Fault.WrongId(),
            "wrongquestion" => new Fault.WrongQuestion(),
            "addresses" => new Fault.WrongAddresses([.. value.Split(',').Select(IPAddress.Parse)]),
            "slow" when value.Split('-') is { Length: 1 or 2 } bounds && ParseTime(bounds[0]) is { } least && ParseTime(bounds[^1]) is { } most =>
                new Fault.Slow(least, most),
            "flapping" when value.Split(':', 2) is [var period, var inner] && ParseTime(period) is { Ticks: > 0 } time && ParseFault(inner) is { } fault =>
                new Fault.Flapping(time, fault),
            _ => null,
        };
    }

    private static TimeSpan? ParseTime(string text)
    {
        var milliseconds = text.EndsWith("ms", StringComparison.Ordinal);
        var number = milliseconds ? text[..^2] : text.TrimEnd('s');
        return double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? milliseconds ? TimeSpan.FromMilliseconds(value) : TimeSpan.FromSeconds(value)
            : null;
    }
}
