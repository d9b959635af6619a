namespace Holdfast.Tables.Expressions;

/// <summary>One action of an update in words: <c>SET path = value</c>, <c>REMOVE path</c>, <c>ADD path value</c>, <c>DELETE path value</c>.</summary>
/// <param name="Section">SET, REMOVE, ADD or DELETE.</param>
/// <param name="Path">What is changed.</param>
/// <param name="Value">What it becomes, what is added or deleted; null with REMOVE.</param>
internal sealed record UpdateActionSyntax(string Section, Syntax Path, Syntax? Value)
{
    public override string ToString() => Section == "SET" ? $"{Path} = {Value}" : Value is null ? $"{Path}" : $"{Path} {Value}";
}

/// <summary>Reads updates.</summary>
internal sealed class UpdateReader(string text) : SyntaxReader(text)
{
    private static readonly ImmutableArray<string> _sections = ["SET", "REMOVE", "ADD", "DELETE"];

    /// <summary>The first section that is there twice; null when none is.</summary>
    public string? RepeatedSection { get; private set; }

    /// <summary>Reads the whole text; what comes back means nothing when there is a fault.</summary>
    public ImmutableArray<UpdateActionSyntax> Read()
    {
        HashSet<string> seen = [];
        var actions = ImmutableArray.CreateBuilder<UpdateActionSyntax>();
        do
        {
            if (_sections.FirstOrDefault(Current.IsWord) is not { } section)
            {
                FailHere();
                break;
            }

            Advance();
            RepeatedSection ??= seen.Add(section) ? null : section;
            do
            {
                Operators++;
                actions.Add(ReadAction(section));
            }
            while (Accept(","));
        }
        while (!IsAtEnd);

        return actions.DrainToImmutable();
    }

    protected override bool IsKeyword(Token token) => _sections.Any(token.IsWord);

    protected override Syntax ReadOperand()
    {
        if (Current.Is("("))
        {
            return Nested(() =>
            {
                Advance();
                var operand = ReadOperand();
                Expect(")");
                return operand;
            });
        }

        return Current.Kind == TokenKind.ValuePlaceholder ? ReadValue()
            : Current.Kind == TokenKind.Word && Next.Is("(") && !IsKeyword(Current) ? ReadCall()
            : ReadPath();
    }

    private UpdateActionSyntax ReadAction(string section)
    {
        var path = ReadPath();
        switch (section)
        {
            case "SET":
                Expect("=");
                return new(section, path, ReadSum());
            case "REMOVE":
                return new(section, path, null);
            default:
                return new(section, path, ReadValue());
        }
    }

    // Of two operands at most, all of it or each of them in parentheses.
    private Syntax ReadSum()
    {
        var isWhole = Current.Is("(");
        var left = isWhole ? Nested(ReadSumInParentheses) : ReadOperand();
        if (!left.IsOperand || !(Current.Is("+") || Current.Is("-")))
        {
            return left;
        }

        Operators++;
        var sign = Advance().Text;
        return new BinarySyntax(sign, left, ReadOperand());
    }

    private Syntax ReadSumInParentheses()
    {
        Advance();
        var sum = ReadSum();
        Expect(")");
        return sum;
    }

    private Syntax ReadValue() => Current.Kind == TokenKind.ValuePlaceholder ? new ValueSyntax(Advance().Text) : FailHere();
}
