using Holdfast.Resolver.Cache;

namespace Holdfast.Resolver.Resolving;

/// <summary>What one operator said to one question, or that it said nothing.</summary>
/// <param name="Provider">The operator.</param>
/// <param name="Kind">What its answer said; <see cref="AnswerKind.Failure"/> when there was none that could be used.</param>
/// <param name="Text">The same for people: <c>NODATA</c>, <c>NXDOMAIN</c>, <c>SERVFAIL</c>, <c>timed out after 1.5 s</c>.</param>
public sealed record ProviderVerdict(string Provider, AnswerKind Kind, string Text)
{
    /// <summary>Operator and words, as extended errors and logs have them.</summary>
    public override string ToString() => $"{Provider}: {Text}";
}
