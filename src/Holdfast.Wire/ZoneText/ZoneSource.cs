using Holdfast.Wire.Names;
using Holdfast.Wire.Records;

namespace Holdfast.Wire.ZoneText;

/// <summary>One file of a zone, or the lines that one $GENERATE makes, and what its lines have set so far.</summary>
internal sealed class ZoneSource(string file, TextReader text, bool isOwned, int bufferCharacters) : IDisposable
{
    private char[] _ownerText = [];
    private int _ownerLength;

    public string File { get; } = file;

    public EntryLexer Lexer { get; } = new(text, bufferCharacters);

    /// <summary>The line that errors name, when the lines are not those of a file.</summary>
    public int? FixedLine { get; private init; }

    public DomainName? Origin { get; set; }

    public DomainName? Owner { get; set; }

    public RecordClass Class { get; set; }

    /// <summary>What $TTL said.</summary>
    public uint? DefaultTtl { get; set; }

    /// <summary>The TTL of the record before.</summary>
    public uint? LastTtl { get; set; }

    /// <summary>A source within this one, which begins with what this one has set.</summary>
    public ZoneSource Enter(string path, TextReader inner, int? fixedLine = null) => new(path, inner, isOwned: true, bufferCharacters)
    {
        FixedLine = fixedLine,
        Origin = Origin,
        Owner = Owner,
        Class = Class,
        DefaultTtl = DefaultTtl,
        LastTtl = LastTtl,
    };

    /// <summary>Reads an owner; when it is written as the one before, it is the same object.</summary>
    public DomainName ReadOwner(ref PresentationReader words)
    {
        var word = words.Peek();
        if (Owner is not null && _ownerLength > 0 && word.SequenceEqual(_ownerText.AsSpan(0, _ownerLength)))
        {
            words.Word();
            return Owner;
        }

        var owner = words.Name();
        ForgetOwnerText();
        if (words.Ok)
        {
            if (_ownerText.Length < word.Length)
            {
                _ownerText = new char[word.Length * 2];
            }

            word.CopyTo(_ownerText);
            _ownerLength = word.Length;
        }

        return owner;
    }

    /// <summary>Forgets how the owner was written, because the same words now mean another name.</summary>
    public void ForgetOwnerText() => _ownerLength = 0;

    public void Dispose()
    {
        if (isOwned)
        {
            text.Dispose();
        }
    }
}
