namespace Holdfast.Tables.Expressions;

/// <summary>The text of an expression to tokens.</summary>
internal static class Lexer
{
    /// <summary>All tokens; the last one is the end.</summary>
    public static List<Token> Read(string text)
    {
        List<Token> tokens = [];
        for (var at = 0; at < text.Length;)
        {
            if (text[at] is ' ' or '\t' or '\r' or '\n')
            {
                at++;
                continue;
            }

            var token = ReadOne(text, at);
            tokens.Add(token);
            at = token.Past;
        }

        tokens.Add(new(TokenKind.End, text.Length, ""));
        return tokens;
    }

    private static Token ReadOne(string text, int at)
    {
        var first = text[at];
        var (kind, length) = first switch
        {
            '#' => (TokenKind.NamePlaceholder, 1 + CountWord(text, at + 1)),
            ':' => (TokenKind.ValuePlaceholder, 1 + CountWord(text, at + 1)),
            >= '0' and <= '9' => (TokenKind.Digits, CountDigits(text, at)),
            '<' when at + 1 < text.Length && text[at + 1] is '=' or '>' => (TokenKind.Mark, 2),
            '>' when at + 1 < text.Length && text[at + 1] == '=' => (TokenKind.Mark, 2),
            '(' or ')' or '[' or ']' or ',' or '.' or '+' or '-' or '=' or '<' or '>' => (TokenKind.Mark, 1),
            _ when char.IsAsciiLetter(first) => (TokenKind.Word, CountWord(text, at)),
            _ => (TokenKind.Unknown, char.IsHighSurrogate(first) && at + 1 < text.Length ? 2 : 1),
        };
        var isBare = length == 1 && (kind is TokenKind.NamePlaceholder or TokenKind.ValuePlaceholder);
        return new(isBare ? TokenKind.Unknown : kind, at, text.Substring(at, length));
    }

    private static int CountWord(string text, int from)
    {
        var at = from;
        while (at < text.Length && IsWordPart(text[at]))
        {
            at++;
        }

        return at - from;
    }

    private static int CountDigits(string text, int from)
    {
        var at = from;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            at++;
        }

        return at - from;
    }

    private static bool IsWordPart(char letter) => char.IsAsciiLetterOrDigit(letter) || letter == '_';
}
