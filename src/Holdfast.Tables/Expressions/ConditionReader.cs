namespace Holdfast.Tables.Expressions;

/// <summary>Reads conditions, filters and key conditions. OR binds least, then AND, then NOT, then comparisons.</summary>
internal sealed class ConditionReader(string text) : SyntaxReader(text)
{
    private Syntax? _inParentheses;

    /// <summary>Whether somewhere there are two pairs where one does.</summary>
    public bool HasRedundantParentheses { get; private set; }

    /// <summary>Reads the whole text; what comes back means nothing when there is a fault.</summary>
    public Syntax Read()
    {
        var condition = ReadOr();
        return IsAtEnd ? condition : FailHere();
    }

    protected override bool IsKeyword(Token token) =>
        token.IsWord("AND") || token.IsWord("OR") || token.IsWord("NOT") || token.IsWord("BETWEEN") || token.IsWord("IN");

    protected override Syntax ReadOperand()
    {
        var operand = ReadPrimary();
        return operand.IsOperand ? operand : FailHere();
    }

    private Syntax ReadOr() => ReadLogic("OR", () => ReadLogic("AND", ReadNot));

    private Syntax ReadLogic(string keyword, Func<Syntax> read)
    {
        var first = read();
        if (!Current.IsWord(keyword))
        {
            return first;
        }

        var parts = ImmutableArray.CreateBuilder<Syntax>();
        parts.Add(first);
        while (IsCondition(parts[^1]) && AcceptWord(keyword))
        {
            Operators++;
            parts.Add(read());
        }

        return IsCondition(parts[^1]) ? new LogicSyntax(keyword == "AND", parts.DrainToImmutable()) : FailHere();
    }

    private Syntax ReadNot()
    {
        if (!AcceptWord("NOT"))
        {
            return ReadPredicate();
        }

        Operators++;
        var inner = Nested(ReadNot);
        return IsCondition(inner) ? new NotSyntax(inner) : FailHere();
    }

    private Syntax ReadPredicate()
    {
        var left = ReadPrimary();
        if (!left.IsOperand)
        {
            return left;
        }

        if (Current.Kind == TokenKind.Mark && Current.Text is "=" or "<>" or "<" or "<=" or ">" or ">=")
        {
            Operators++;
            var comparator = Advance().Text;
            return new BinarySyntax(comparator, left, ReadOperand());
        }

        if (AcceptWord("BETWEEN"))
        {
            Operators++;
            var low = ReadOperand();
            return AcceptWord("AND") ? new BetweenSyntax(left, low, ReadOperand()) : FailHere();
        }

        if (AcceptWord("IN"))
        {
            Operators++;
            Expect("(");
            return new InSyntax(left, ReadList(ReadOperand));
        }

        // A path or a value alone is no condition, unless in parentheses it turns out to be an operand.
        return IsCondition(left) || Current.Is(")") ? left : FailHere();
    }

    private Syntax ReadPrimary()
    {
        if (Current.Is("("))
        {
            return Nested(ReadParenthesized);
        }

        if (Current.Kind == TokenKind.ValuePlaceholder)
        {
            return new ValueSyntax(Advance().Text);
        }

        return Current.Kind == TokenKind.Word && Next.Is("(") && !IsKeyword(Current) ? ReadCall() : ReadPath();
    }

    private Syntax ReadParenthesized()
    {
        Advance();
        var inner = ReadOr();
        Expect(")");
        HasRedundantParentheses |= ReferenceEquals(inner, _inParentheses);
        if (inner is PathSyntax path && (Current.Is(".") || Current.Is("[")))
        {
            return ReadPathAfter(path.Path.Elements);
        }

        return _inParentheses = inner;
    }

    private static bool IsCondition(Syntax syntax) => syntax is not (PathSyntax or ValueSyntax);
}
