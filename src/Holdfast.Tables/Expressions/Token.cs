namespace Holdfast.Tables.Expressions;

/// <summary>What a token is.</summary>
internal enum TokenKind
{
    End,

    /// <summary>A name, a keyword or the name of a function.</summary>
    Word,

    /// <summary><c>#name</c>.</summary>
    NamePlaceholder,

    /// <summary><c>:value</c>.</summary>
    ValuePlaceholder,

    /// <summary>Digits.</summary>
    Digits,

    /// <summary>One of <c>( ) [ ] , . + - = &lt; &gt; &lt;= &gt;= &lt;&gt;</c>.</summary>
    Mark,

    /// <summary>Something that no expression has.</summary>
    Unknown,
}

/// <summary>A piece of an expression's text.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Start">Where it begins.</param>
/// <param name="Text">The text.</param>
internal readonly record struct Token(TokenKind Kind, int Start, string Text)
{
    public int Past => Start + Text.Length;

    public bool Is(string mark) => Kind == TokenKind.Mark && Text == mark;

    /// <summary>Whether it is a keyword, in any case.</summary>
    public bool IsWord(string keyword) => Kind == TokenKind.Word && Text.Equals(keyword, StringComparison.OrdinalIgnoreCase);
}
