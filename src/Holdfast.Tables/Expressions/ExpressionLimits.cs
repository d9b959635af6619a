namespace Holdfast.Tables.Expressions;

/// <summary>What AWS allows an expression ("Quotas in Amazon DynamoDB": Expression parameters).</summary>
internal static class ExpressionLimits
{
    /// <summary>The octets of an expression's text.</summary>
    public const int MaxOctets = 4096;

    /// <summary>Operators and functions in one expression.</summary>
    public const int MaxOperators = 300;

    /// <summary>Values on the right of IN.</summary>
    public const int MaxInOperands = 100;

    /// <summary>Steps of a path.</summary>
    public const int MaxPathElements = 32;

    /// <summary>The octets of a placeholder, "#" or ":" included.</summary>
    public const int MaxPlaceholderOctets = 255;

    /// <summary>Parentheses, functions and NOTs within each other. Ours, so that reading needs little stack.</summary>
    public const int MaxNesting = 150;
}
