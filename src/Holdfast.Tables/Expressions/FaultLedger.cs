namespace Holdfast.Tables.Expressions;

/// <summary>The kinds of fault that an expression can have beyond its syntax. AWS tells one of them; which, depends on the expression.</summary>
internal enum ExpressionFault
{
    Parentheses,
    UnknownFunction,
    MisusedFunction,
    Reserved,
    Section,
    Name,
    Value,
    Overlap,
    Conflict,
    Distinct,
    OperandCount,
    OperandType,
    Condition,
}

/// <summary>The first fault of each kind.</summary>
internal sealed class FaultLedger
{
    private Dictionary<ExpressionFault, string>? _faults; // most expressions have none

    public bool IsEmpty => _faults is null;

    public void Add(ExpressionFault kind, string message) => (_faults ??= []).TryAdd(kind, message);

    public void Remove(ExpressionFault kind) => _faults?.Remove(kind);

    /// <summary>The fault that comes first in an order of kinds; null when there is none.</summary>
    public string? First(params ReadOnlySpan<ExpressionFault> order)
    {
        foreach (var kind in order)
        {
            if (_faults?.TryGetValue(kind, out var message) == true)
            {
                return message;
            }
        }

        return null;
    }
}
