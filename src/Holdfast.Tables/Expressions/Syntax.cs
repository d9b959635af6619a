namespace Holdfast.Tables.Expressions;

/// <summary>
/// What an expression's text says, before placeholders are resolved: a tree that depends on nothing but the text. Printed, it
/// reads as the same tree again.
/// </summary>
internal abstract record Syntax
{
    /// <summary>Whether it stands for a value rather than for yes or no.</summary>
    public virtual bool IsOperand => false;
}

/// <summary><c>a.#b[2]</c>, placeholders as they are written.</summary>
internal sealed record PathSyntax(DocumentPath Path) : Syntax
{
    public override bool IsOperand => true;

    public override string ToString() =>
        string.Concat(Path.Elements.Select((element, at) => element.Name is { } name && at > 0 ? "." + name : element.ToString()));
}

/// <summary><c>:value</c>.</summary>
internal sealed record ValueSyntax(string Placeholder) : Syntax
{
    public override bool IsOperand => true;

    public override string ToString() => Placeholder;
}

/// <summary><c>size(a)</c>.</summary>
internal sealed record CallSyntax(string Function, ImmutableArray<Syntax> Arguments) : Syntax
{
    public override bool IsOperand => true;

    public override string ToString() => $"{Function}({string.Join(", ", Arguments)})";
}

/// <summary><c>a = :b</c>, and in updates <c>a + :b</c>.</summary>
internal sealed record BinarySyntax(string Operator, Syntax Left, Syntax Right) : Syntax
{
    public override string ToString() => $"{Left} {Operator} {Right}";
}

/// <summary><c>a BETWEEN :low AND :high</c>.</summary>
internal sealed record BetweenSyntax(Syntax Value, Syntax Low, Syntax High) : Syntax
{
    public override string ToString() => $"{Value} BETWEEN {Low} AND {High}";
}

/// <summary><c>a IN (:b, :c)</c>.</summary>
internal sealed record InSyntax(Syntax Value, ImmutableArray<Syntax> Options) : Syntax
{
    public override string ToString() => $"{Value} IN ({string.Join(", ", Options)})";
}

/// <summary>Two or more conditions, all or any of which must hold.</summary>
internal sealed record LogicSyntax(bool IsAnd, ImmutableArray<Syntax> Parts) : Syntax
{
    // AND binds more tightly: only an OR within an AND needs parentheses, but a nested one of the same kind keeps its own.
    public override string ToString() =>
        string.Join(IsAnd ? " AND " : " OR ", Parts.Select(part => part is LogicSyntax logic && (IsAnd || !logic.IsAnd) ? $"({part})" : part.ToString()));
}

/// <summary><c>NOT a = :b</c>.</summary>
internal sealed record NotSyntax(Syntax Inner) : Syntax
{
    public override string ToString() => Inner is LogicSyntax ? $"NOT ({Inner})" : $"NOT {Inner}";
}
