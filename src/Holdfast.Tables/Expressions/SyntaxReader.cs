using System.Globalization;

namespace Holdfast.Tables.Expressions;

/// <summary>
/// Tokens to syntax: what all kinds of expression have in common. The first fault sticks, and after it there is nothing but the
/// end to be read.
/// </summary>
internal abstract class SyntaxReader
{
    protected static readonly PathSyntax None = new(DocumentPath.Of(""));

    private readonly string _text;
    private readonly List<Token> _tokens;
    private int _at;
    private int _nesting;

    protected SyntaxReader(string text) => (_text, _tokens) = (text, Lexer.Read(text));

    /// <summary>What is wrong with the text, as AWS says it; null when nothing.</summary>
    public string? Fault { get; private set; }

    /// <summary>How many operators and functions there are.</summary>
    public int Operators { get; protected set; }

    protected Token Current => _tokens[_at];

    protected Token Next => _tokens[Math.Min(_at + 1, _tokens.Count - 1)];

    protected bool IsAtEnd => Current.Kind == TokenKind.End;

    protected Token Advance()
    {
        var token = Current;
        _at = Math.Min(_at + 1, _tokens.Count - 1);
        return token;
    }

    protected bool Accept(string mark)
    {
        var isThere = Current.Is(mark);
        if (isThere)
        {
            Advance();
        }

        return isThere;
    }

    protected bool AcceptWord(string keyword)
    {
        var isThere = Current.IsWord(keyword);
        if (isThere)
        {
            Advance();
        }

        return isThere;
    }

    protected void Expect(string mark)
    {
        if (!Accept(mark))
        {
            FailHere();
        }
    }

    /// <summary>The current token does not belong here.</summary>
    protected Syntax FailHere()
    {
        var from = _tokens[Math.Max(_at - 1, 0)].Start;
        var token = IsAtEnd ? "<EOF>" : Current.Text;
        return Fail($"Syntax error; token: \"{token}\", near: \"{_text[from..Next.Past]}\"");
    }

    protected Syntax Fail(string fault)
    {
        Fault ??= fault;
        _at = _tokens.Count - 1;
        return None;
    }

    /// <summary>Reads something that may hold its like.</summary>
    protected Syntax Nested(Func<Syntax> read)
    {
        if (_nesting == ExpressionLimits.MaxNesting)
        {
            return Fail("The expression contains too many nested parentheses, functions or operators");
        }

        _nesting++;
        var syntax = read();
        _nesting--;
        return syntax;
    }

    /// <summary><c>a.b[2]</c>.</summary>
    protected Syntax ReadPath() => Current.Kind is TokenKind.Word or TokenKind.NamePlaceholder && !IsKeyword(Current)
        ? ReadPathAfter([Advance().Text])
        : FailHere();

    /// <summary>The rest of a path.</summary>
    protected Syntax ReadPathAfter(ImmutableArray<PathElement> begin)
    {
        var elements = begin.ToBuilder();
        while (Current.Is(".") || Current.Is("["))
        {
            if (Advance().Text == "[")
            {
                if (Current.Kind != TokenKind.Digits)
                {
                    return FailHere();
                }

                var digits = Advance().Text;
                if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
                {
                    return Fail($"List index is not within the allowable range; index: [{digits}]");
                }

                elements.Add(index);
                Expect("]");
            }
            else if (Current.Kind is TokenKind.Word or TokenKind.NamePlaceholder && !IsKeyword(Current))
            {
                elements.Add(Advance().Text);
            }
            else
            {
                return FailHere();
            }
        }

        return elements.Count > ExpressionLimits.MaxPathElements
            ? Fail($"The document path has too many nesting elements; nesting levels: {elements.Count}")
            : new PathSyntax(new(elements.DrainToImmutable()));
    }

    /// <summary><c>size(a, …)</c>; the name is the current token.</summary>
    protected Syntax ReadCall() => Nested(() =>
    {
        var function = Advance().Text;
        Operators++;
        Expect("(");
        return new CallSyntax(function, ReadList(ReadOperand));
    });

    /// <summary>One or more, with commas between, and the parenthesis after them.</summary>
    protected ImmutableArray<Syntax> ReadList(Func<Syntax> read)
    {
        var list = ImmutableArray.CreateBuilder<Syntax>();
        do
        {
            list.Add(read());
        }
        while (Accept(","));

        Expect(")");
        return list.DrainToImmutable();
    }

    /// <summary>A path, a value or a function, in parentheses or not.</summary>
    protected abstract Syntax ReadOperand();

    /// <summary>Whether a word cannot be a name in this kind of expression.</summary>
    protected abstract bool IsKeyword(Token token);
}
