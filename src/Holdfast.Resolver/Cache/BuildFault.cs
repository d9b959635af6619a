namespace Holdfast.Resolver.Cache;

/// <summary>Why a response cannot become an answer.</summary>
public enum BuildFault
{
    /// <summary>It can.</summary>
    None,

    /// <summary>The octets are not a DNS message.</summary>
    Malformed,

    /// <summary>QR is not set, or the opcode is not QUERY.</summary>
    NotAResponse,

    /// <summary>The question is missing, several, or another one.</summary>
    OtherQuestion,

    /// <summary>TC is set: the rest must be had over TCP.</summary>
    Truncated,

    /// <summary>The response code is neither NOERROR nor NXDOMAIN.</summary>
    FailureCode,

    /// <summary>The aliases lead back to themselves, or further than <see cref="AnswerBuilder.MaxAliases"/>.</summary>
    AliasLoop,

    /// <summary>NXDOMAIN, yet records of the name itself.</summary>
    Contradiction,

    /// <summary>The rebuilt answer exceeds 65,535 octets.</summary>
    TooLong,
}
