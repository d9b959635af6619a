using System.Diagnostics.CodeAnalysis;
using Holdfast.Wire.Edns;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Records;

namespace Holdfast.Resolver.Cache;

/// <summary>
/// Turns a provider's response, or records of our own, into the octets that are kept and served: only what belongs to
/// the question, aliases before what they lead to (readers such as glibc stop at the first break of the chain), one TTL
/// for an RRset (RFC 2181 §5.2), within floor and ceiling, without OPT.
/// </summary>
/// <remarks>AA is cleared and RA set; AD goes by <see cref="CachePolicy.KeepAuthenticData"/>; RD and CD are the client's.</remarks>
public static class AnswerBuilder
{
    /// <summary>The longest chain of aliases that is followed.</summary>
    public const int MaxAliases = 16;

    /// <summary>Builds an answer from a response. Anything at all may be given; it never throws.</summary>
    /// <param name="response">The whole response.</param>
    /// <param name="question">What was asked; its spelling is kept in the answer.</param>
    /// <param name="provider">Who gave it.</param>
    /// <param name="policy">Bounds of TTLs.</param>
    /// <param name="answer">The answer, or null.</param>
    /// <param name="fault">Why there is none.</param>
    public static bool TryBuild(
        ReadOnlySpan<byte> response,
        Question question,
        string provider,
        CachePolicy policy,
        [NotNullWhen(true)] out FinishedAnswer? answer,
        out BuildFault fault)
    {
        ArgumentNullException.ThrowIfNull(question);
        ArgumentNullException.ThrowIfNull(policy);
        answer = WellFormedResponse.Take(response, question, provider, policy);
        if (answer is not null)
        {
            fault = BuildFault.None;
            return true;
        }

        fault = RebuiltResponse.TryTake(response, question, provider, policy, out answer);
        return answer is not null;
    }

    /// <summary>Builds an answer from records of our own, in the order given.</summary>
    /// <param name="question">What was asked.</param>
    /// <param name="code">The response code.</param>
    /// <param name="answers">The answer section.</param>
    /// <param name="ttl">How long the answer may be used; the records' TTLs stay as they are.</param>
    /// <param name="provider">Who is named as its source.</param>
    /// <param name="note">An extended error that goes with it.</param>
    /// <param name="authorities">The authority section.</param>
    /// <exception cref="InvalidOperationException">The answer exceeds 65,535 octets.</exception>
    public static FinishedAnswer Synthesize(
        Question question,
        ResponseCode code,
        IReadOnlyList<ResourceRecord> answers,
        TimeSpan ttl,
        string provider,
        ExtendedError? note = null,
        IReadOnlyList<ResourceRecord>? authorities = null)
    {
        ArgumentNullException.ThrowIfNull(question);
        ArgumentNullException.ThrowIfNull(answers);
        var kind = code switch
        {
            ResponseCode.NoError when answers.Any(record => Answers(record.Type, question.Type)) => AnswerKind.Positive,
            ResponseCode.NoError => AnswerKind.NoData,
            ResponseCode.NameError => AnswerKind.NameError,
            _ => AnswerKind.Failure,
        };
        return AnswerWriter.TryWrite(question, code, MessageFlags.None, answers, authorities ?? [], kind, ttl, provider, note)
            ?? throw new InvalidOperationException($"An answer holds at most {Message.MaxOctets} octets.");
    }

    /// <summary>The answer when none can be had: SERVFAIL, with a note that says who failed and how.</summary>
    /// <param name="question">What was asked.</param>
    /// <param name="provider">Who is named as its source.</param>
    /// <param name="note">What went wrong.</param>
    public static FinishedAnswer Failure(Question question, string provider = "", ExtendedError? note = null) =>
        Synthesize(question, ResponseCode.ServerFailure, [], TimeSpan.Zero, provider, note);

    // Whether a record of one type answers a question for another.
    internal static bool Answers(RecordType record, RecordType asked) => record == asked || asked == RecordType.ANY;
}
