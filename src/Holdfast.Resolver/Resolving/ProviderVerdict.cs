using Holdfast.Resolver.Cache;

namespace Holdfast.Resolver.Resolving;

/// <summary>What one operator said to one question, or that it said nothing.</summary>
/// <param name="Provider">The operator.</param>
/// <param name="Kind">What its answer said; <see cref="AnswerKind.Failure"/> when there was none that could be used.</param>
/// <param name="Text">The same for people: <c>NODATA</c>, <c>NXDOMAIN</c>, <c>SERVFAIL</c>, <c>timed out after 1.5 s</c>.</param>
/// <param name="Answer">The answer itself, where there is one.</param>
public sealed record ProviderVerdict(string Provider, AnswerKind Kind, string Text, FinishedAnswer? Answer = null)
{
    /// <summary>Whether the operator says that there is no such name or no such data. Silence and SERVFAIL deny nothing.</summary>
    public bool IsDenial => Kind is AnswerKind.NoData or AnswerKind.NameError;

    /// <summary>The verdict of an answer.</summary>
    public static ProviderVerdict Of(string provider, FinishedAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        var text = answer.Kind switch
        {
            AnswerKind.NoData => "NODATA",
            AnswerKind.NameError => "NXDOMAIN",
            AnswerKind.Positive => "NOERROR",
            _ => "SERVFAIL",
        };
        return new ProviderVerdict(provider, answer.Kind, text, answer);
    }

    /// <summary>The verdict of an operator that gave no answer that could be used.</summary>
    /// <param name="provider">The operator.</param>
    /// <param name="text">How it failed, in few words.</param>
    public static ProviderVerdict Failed(string provider, string text) => new(provider, AnswerKind.Failure, text);

    /// <summary>Operator and words, as extended errors and logs have them.</summary>
    public override string ToString() => $"{Provider}: {Text}";
}
