using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Names;
using Holdfast.Wire.Records;

namespace Holdfast.App.Querying;

/// <summary>
/// Reads the words of a query the way dig does: a name, then its type and class, <c>@server</c> anywhere, <c>+option</c>
/// anywhere; a word that is a type is one, unless it is the only candidate for a name.
/// </summary>
internal static class QueryWords
{
    /// <summary>Adds what the words say to a plan.</summary>
    /// <param name="plan">What options said before.</param>
    /// <param name="words">The words, in order.</param>
    /// <param name="type">The type for names that have none of their own; null for A.</param>
    /// <param name="problem">Why there is no plan.</param>
    public static QueryPlan? TryRead(QueryPlan plan, IEnumerable<string> words, RecordType? type, out string? problem)
    {
        var questions = plan.Questions.ToBuilder();
        RecordType? pendingType = type;
        RecordClass @class = RecordClass.Internet;
        var named = false;
        problem = null;
        foreach (var word in words)
        {
            if (word.StartsWith('@') && word.Length > 1)
            {
                plan = plan with { Servers = plan.Servers.Add(new QueryServer(word[1..])) };
            }
            else if (word.StartsWith('+') && word.Length > 1)
            {
                if (DigOption.TryApply(plan, word, out problem) is not { } changed)
                {
                    return null;
                }

                plan = changed;
            }
            else if (word.StartsWith('-'))
            {
                problem = $"unknown option '{word}'";
                return null;
            }
            else if (RecordTypeText.TryParse(word, out var wordType) && wordType is not (RecordType.None or RecordType.OPT))
            {
                if (named)
                {
                    questions[^1] = questions[^1] with { Type = wordType };
                }

                pendingType = named ? pendingType : wordType;
            }
            else if (word.Length <= 5 && RecordClassText.TryParse(word, out var wordClass))
            {
                @class = wordClass;
                if (named)
                {
                    questions[^1] = questions[^1] with { Class = wordClass };
                }
            }
            else if (TryReadName(word, out var name, out problem))
            {
                named = true;
                questions.Add(new Question(name, pendingType ?? RecordType.A, @class));
            }
            else
            {
                return null;
            }
        }

        if (questions.Count == 0 && pendingType is { } rootType)
        {
            questions.Add(new Question(DomainName.Root, rootType, @class));
        }

        return plan with { Questions = questions.ToImmutable() };
    }

    /// <summary>The question of a reverse look-up (RFC 1035 §3.5, RFC 3596 §2.5).</summary>
    public static Question? Reverse(string text)
    {
        if (!IPAddress.TryParse(text, out var address))
        {
            return null;
        }

        var octets = address.GetAddressBytes();
        var labels = address.AddressFamily == AddressFamily.InterNetwork
            ? octets.Reverse().Select(octet => octet.ToString(CultureInfo.InvariantCulture)).Append("in-addr")
            : Convert.ToHexStringLower(octets).Reverse().Select(digit => digit.ToString()).Append("ip6");
        return new Question(DomainName.Parse(string.Join('.', labels) + ".arpa."), RecordType.PTR);
    }

    private static bool TryReadName(string word, [NotNullWhen(true)] out DomainName? name, out string? problem)
    {
        name = null;
        try
        {
            var ascii = word.All(char.IsAscii) ? word : new IdnMapping { AllowUnassigned = true }.GetAscii(word);
            problem = DomainName.TryParse(ascii, out name, out var fault) ? null : $"'{word}' is not a domain name: {Describe(fault)}";
        }
        catch (ArgumentException)
        {
            problem = $"'{word}' is not an internationalised domain name";
        }

        return name is not null;
    }

    private static string Describe(NameFault fault) => fault switch
    {
        NameFault.LabelTooLong => "a label is longer than 63 octets",
        NameFault.NameTooLong => "it is longer than 255 octets",
        NameFault.EmptyLabel => "two dots stand side by side, or it begins with one",
        NameFault.BadEscape => "a backslash is followed by neither a character nor three digits up to 255",
        NameFault.Empty => "it is empty",
        _ => fault.ToString(),
    };
}
