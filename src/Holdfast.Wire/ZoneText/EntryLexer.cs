using System.Buffers;

namespace Holdfast.Wire.ZoneText;

/// <summary>What <see cref="EntryLexer.Next"/> came upon.</summary>
internal enum EntryKind
{
    /// <summary>The text is over.</summary>
    End,

    /// <summary>An entry: at least one word.</summary>
    Entry,

    /// <summary>Something that is not an entry; reading can go on behind it.</summary>
    Fault,
}

/// <summary>
/// Cuts a master file into entries and each entry into words (RFC 1035 §5.1). An entry ends with its line unless
/// parentheses hold it open. Only one entry is ever in memory, and its size is limited.
/// </summary>
internal sealed class EntryLexer(TextReader reader, int bufferCharacters)
{
    // 65,535 octets of RDATA, each as \DDD, and a name: nothing that fits a record is longer.
    private const int MaxEntryCharacters = 4 * 65_536;

    // A TXT record holds at most 65,535 empty strings.
    private const int MaxTokens = 65_536 + 8;

    private static readonly SearchValues<char> _wordEnds = SearchValues.Create(" \t\r\n;()\"\\");
    private static readonly SearchValues<char> _quoteEnds = SearchValues.Create("\"\\\n");

    private readonly char[] _buffer = new char[bufferCharacters];
    private int _at;
    private int _filled;
    private long _before;       // characters of the text that came before the buffer
    private long _lineStart;    // where the current line began, counted in characters of the text
    private int _line = 1;

    private char[] _text = new char[256];
    private int _length;
    private TextToken[] _tokens = new TextToken[16];
    private int _count;

    /// <summary>The characters of the entry's words, one after another.</summary>
    public ReadOnlySpan<char> Text => _text.AsSpan(0, _length);

    /// <summary>The words of the entry.</summary>
    public ReadOnlySpan<TextToken> Tokens => _tokens.AsSpan(0, _count);

    /// <summary>Whether the entry's first line begins with a blank: its owner is that of the entry before.</summary>
    public bool BeginsWithBlank { get; private set; }

    /// <summary>What is wrong, after <see cref="EntryKind.Fault"/>.</summary>
    public TextError? Error { get; private set; }

    private int Column => (int)Math.Min(_before + _at - _lineStart + 1, int.MaxValue);

    /// <summary>Goes to the next entry; empty lines and comments are passed over.</summary>
    public EntryKind Next()
    {
        (_length, _count, Error) = (0, 0, null);
        BeginsWithBlank = Peek() is ' ' or '\t';
        (int Depth, int Line, int Column) open = default;
        while (Error is null)
        {
            switch (Peek())
            {
                case -1 when open.Depth > 0:
                    Error = new TextError("This parenthesis is never closed.", open.Line, open.Column);
                    break;
                case -1:
                    return _count > 0 ? EntryKind.Entry : EntryKind.End;
                case ' ' or '\t' or '\r':
                    _at++;
                    break;
                case '\n':
                    EndLine();
                    if (open.Depth == 0 && _count > 0)
                    {
                        return EntryKind.Entry;
                    }

                    BeginsWithBlank = _count == 0 && open.Depth == 0 ? Peek() is ' ' or '\t' : BeginsWithBlank;
                    break;
                case ';':
                    SkipToLineEnd();
                    break;
                case '(':
                    open = open.Depth == 0 ? (1, _line, Column) : open with { Depth = open.Depth + 1 };
                    _at++;
                    break;
                case ')' when open.Depth == 0:
                    Fail("A parenthesis is closed that was never opened.");
                    break;
                case ')':
                    open.Depth--;
                    _at++;
                    break;
                case '"':
                    ReadQuotedWord();
                    break;
                default:
                    ReadWord();
                    break;
            }
        }

        SkipToLineEnd();
        return EntryKind.Fault;
    }

    private void ReadWord()
    {
        var (start, line, column) = (_length, _line, Column);
        while (Error is null)
        {
            Copy(_wordEnds);
            if (Peek() == '"')
            {
                // key="a value" is one word (RFC 9460 §2.1); its quotation marks stay for the field to judge.
                Append(_buffer.AsSpan(_at++, 1));
                CopyQuoted();
                Append("\"");
            }
            else if (!CopyEscape())
            {
                break;
            }
        }

        AddToken(new TextToken(start, _length - start, line, column, IsQuoted: false));
    }

    private void ReadQuotedWord()
    {
        var (start, line, column) = (_length, _line, Column);
        _at++;
        CopyQuoted();
        AddToken(new TextToken(start, _length - start, line, column, IsQuoted: true));
    }

    // Copies up to the closing quotation mark and passes over it.
    private void CopyQuoted()
    {
        while (Error is null)
        {
            Copy(_quoteEnds);
            if (Peek() == '"')
            {
                _at++;
                return;
            }

            if (!CopyEscape())
            {
                Fail("A quotation mark is not closed before the line ends.");
            }
        }
    }

    // Copies a backslash with the character that it keeps from meaning anything to this lexer.
    private bool CopyEscape()
    {
        if (Peek() != '\\')
        {
            return false;
        }

        Append(_buffer.AsSpan(_at++, 1));
        if (Peek() is not (-1 or '\n' or '\r'))
        {
            Append(_buffer.AsSpan(_at++, 1));
        }

        return true;
    }

    // Copies characters up to the first of some ends, or to the end of the text.
    private void Copy(SearchValues<char> ends)
    {
        while (Error is null && Peek() != -1)
        {
            var rest = _buffer.AsSpan(_at, _filled - _at);
            var length = rest.IndexOfAny(ends);
            Append(length < 0 ? rest : rest[..length]);
            _at += length < 0 ? rest.Length : length;
            if (length >= 0)
            {
                return;
            }
        }
    }

    private void Append(ReadOnlySpan<char> characters)
    {
        if (_length + characters.Length > MaxEntryCharacters)
        {
            Fail($"An entry is longer than {MaxEntryCharacters} characters.");
            return;
        }

        if (_length + characters.Length > _text.Length)
        {
            Array.Resize(ref _text, Math.Max(_text.Length * 2, _length + characters.Length));
        }

        characters.CopyTo(_text.AsSpan(_length));
        _length += characters.Length;
    }

    private void AddToken(TextToken token)
    {
        if (_count == MaxTokens)
        {
            Fail($"An entry has more than {MaxTokens} words.");
            return;
        }

        if (_count == _tokens.Length)
        {
            Array.Resize(ref _tokens, _tokens.Length * 2);
        }

        _tokens[_count++] = token;
    }

    private void SkipToLineEnd()
    {
        while (Peek() != -1)
        {
            var length = _buffer.AsSpan(_at, _filled - _at).IndexOf('\n');
            _at = length < 0 ? _filled : _at + length;
            if (length >= 0)
            {
                return;
            }
        }
    }

    private void EndLine()
    {
        _at++;
        _line++;
        _lineStart = _before + _at;
    }

    private int Peek()
    {
        if (_at == _filled)
        {
            _before += _filled;
            _at = 0;
            _filled = reader.Read(_buffer, 0, _buffer.Length);
        }

        return _at < _filled ? _buffer[_at] : -1;
    }

    private void Fail(string problem) => Error ??= new TextError(problem, _line, Column);
}
