using System.Globalization;
using Holdfast.Resolver.Cache;
using Holdfast.Resolver.Resolving;
using Holdfast.Wire.Edns;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Records;

namespace Holdfast.Resolver.Acceptance;

/// <summary>Whether a response is an answer. The exchange has matched its id, question and source before.</summary>
internal static class AcceptanceChecks
{
    /// <summary>Judges a response: a verdict with an answer to cache, or one that says why there is none.</summary>
    public static ProviderVerdict Judge(ReadOnlySpan<byte> response, ResolutionRequest request, string provider, CachePolicy policy)
    {
        var view = new MessageView(response);
        if (!view.Ok || !view.Header.IsResponse || view.Header.Opcode != Opcode.Query)
        {
            return ProviderVerdict.Failed(provider, "malformed response");
        }

        if (view.Header.IsTruncated)
        {
            return ProviderVerdict.Failed(provider, "truncated response");
        }

        if (view.Header.ResponseCode is not (ResponseCode.NoError or ResponseCode.NameError))
        {
            return ProviderVerdict.Failed(provider, DescribeFailure(response, view.Header.ResponseCode));
        }

        if (IsLame(ref view))
        {
            return ProviderVerdict.Failed(provider, "lame: a referral, not an answer");
        }

        return AnswerBuilder.TryBuild(response, request.Question, provider, policy, out var answer, out var fault)
            ? ProviderVerdict.Of(provider, answer)
            : ProviderVerdict.Failed(provider, string.Create(CultureInfo.InvariantCulture, $"unusable response ({fault})"));
    }

    // A server that does not recurse and refers to others instead: no records for the question, no SOA, only NS.
    private static bool IsLame(ref MessageView view)
    {
        if (view.Header.AnswerCount > 0
            || view.Header.ResponseCode != ResponseCode.NoError
            || (view.Header.Flags & (MessageFlags.RecursionAvailable | MessageFlags.AuthoritativeAnswer)) != 0)
        {
            return false;
        }

        view.SkipQuestions();
        var hasNs = false;
        while (view.TryNext(out var record))
        {
            if (record.Section == Section.Authority)
            {
                hasNs |= record.Type == RecordType.NS;
                if (record.Type == RecordType.SOA)
                {
                    return false;
                }
            }
        }

        return hasNs;
    }

    private static string DescribeFailure(ReadOnlySpan<byte> response, ResponseCode code)
    {
        var text = code switch
        {
            ResponseCode.ServerFailure => "SERVFAIL",
            ResponseCode.Refused => "REFUSED",
            ResponseCode.FormatError => "FORMERR",
            ResponseCode.NotImplemented => "NOTIMP",
            _ => string.Create(CultureInfo.InvariantCulture, $"RCODE {(int)code}"),
        };

        // What the provider says besides may name the cause: bogus signatures, an authority out of reach (RFC 8914).
        if (!Message.TryRead(response, out var message, out _, out _) || EdnsRecord.From(message.Opt) is not { } edns)
        {
            return text;
        }

        var errors = edns.Options.Select(ExtendedError.From).OfType<ExtendedError>()
            .Select(error => string.Create(CultureInfo.InvariantCulture, $"EDE {(int)error.Code} {error.Text}").TrimEnd());
        return string.Join(", ", errors.Prepend(text));
    }
}
