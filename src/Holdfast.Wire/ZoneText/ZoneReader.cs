using System.Text;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Records;

namespace Holdfast.Wire.ZoneText;

/// <summary>
/// Reads a zone file record by record (RFC 1035 §5, RFC 2308 §4, RFC 3597 §5), holding one entry at a time. An entry is
/// a directive ($ORIGIN, $TTL, $INCLUDE, $GENERATE), which changes what follows, or a record: an owner unless the line
/// begins with a blank, TTL and class in either order or not at all, type and data. A bad entry is an error and reading
/// goes on behind it.
/// </summary>
public sealed class ZoneReader : IDisposable
{
    /// <summary>The most seconds a TTL can have (RFC 2181 §8).</summary>
    public const uint MaxTtl = int.MaxValue;

    /// <summary>How deep files may include files.</summary>
    public const int MaxIncludeDepth = 16;

    private const int MaxErrorText = 120;

    private readonly Stack<ZoneSource> _sources = new();
    private readonly Func<string, string, ZoneFile?>? _include;

    // Where the entry read last stands.
    private ZoneSource? _last;

    /// <summary>Begins at the first line.</summary>
    /// <param name="text">The zone file; it stays the caller's.</param>
    /// <param name="options">What is known before the first line.</param>
    public ZoneReader(TextReader text, ZoneReaderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        options ??= new ZoneReaderOptions();
        _include = options.Include;
        _sources.Push(new ZoneSource(options.File, text, isOwned: false, options.BufferCharacters)
        {
            Origin = options.Origin,
            Class = options.Class,
            DefaultTtl = options.DefaultTtl,
        });
    }

    /// <summary>An error at the entry read last, for a caller that knows why its record cannot stand.</summary>
    /// <param name="problem">What is wrong with the record.</param>
    public ZoneError ErrorHere(string problem)
    {
        var source = _last ?? throw new InvalidOperationException("Nothing was read yet.");
        return ErrorAt(source, new TextError(problem, source.Lexer.Tokens[0].Line, source.Lexer.Tokens[0].Column));
    }

    /// <summary>Goes to the next record or error.</summary>
    /// <param name="record">The record; null when there is an error.</param>
    /// <param name="error">The error; null when there is a record.</param>
    /// <returns>False at the end of the zone.</returns>
    public bool TryRead(out ResourceRecord? record, out ZoneError? error)
    {
        record = null;
        error = null;
        while (_sources.TryPeek(out var source))
        {
            switch (source.Lexer.Next())
            {
                case EntryKind.End:
                    _sources.Pop().Dispose();
                    continue;
                case EntryKind.Fault:
                    error = ErrorAt(source, source.Lexer.Error!);
                    return true;
            }

            _last = source;
            var text = new PresentationReader(source.Lexer.Text, source.Lexer.Tokens, source.Origin);
            if (!source.Lexer.BeginsWithBlank && text.Peek() is ['$', ..])
            {
                ReadDirective(source, ref text);
            }
            else
            {
                record = ReadRecord(source, ref text);
            }

            if (text.Error is not null)
            {
                error = ErrorAt(source, text.Error);
                return true;
            }

            if (record is not null)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Closes included files that are still open.</summary>
    public void Dispose()
    {
        while (_sources.TryPop(out var source))
        {
            source.Dispose();
        }
    }

    private static ResourceRecord? ReadRecord(ZoneSource source, ref PresentationReader text)
    {
        if (!source.Lexer.BeginsWithBlank)
        {
            source.Owner = source.ReadOwner(ref text);
        }

        uint? ttl = null;
        RecordClass? @class = null;
        while (text.HasMore)
        {
            var word = text.Peek();
            if (ttl is null && char.IsAsciiDigit(word.IsEmpty ? ' ' : word[0]))
            {
                ttl = text.Period(MaxTtl);
            }
            else if (@class is null && RecordClassText.TryParse(word, out var given))
            {
                text.Word();
                @class = given;
            }
            else
            {
                break;
            }
        }

        var type = text.Type();
        if (source.Owner is null)
        {
            text.Fail("The first record has no owner.");
        }

        source.Class = @class ?? source.Class;
        var data = text.Ok ? RecordText.ReadData(type, source.Class, ref text) : null;

        // A TTL that is not given is that of $TTL, else of the record before, else the SOA's own last field.
        var effective = ttl ?? source.DefaultTtl ?? source.LastTtl ?? Math.Min((data as SoaData)?.Minimum ?? uint.MaxValue, MaxTtl);
        if (data is not (null or SoaData) && ttl is null && source.DefaultTtl is null && source.LastTtl is null)
        {
            text.Fail("The first record has no TTL, and there is no $TTL before it.");
        }

        if (!text.Ok)
        {
            return null;
        }

        source.LastTtl = effective;
        return new ResourceRecord(source.Owner!, source.Class, effective, data!);
    }

    private void ReadDirective(ZoneSource source, ref PresentationReader text)
    {
        var directive = text.Word();
        if (source.FixedLine is not null)
        {
            // Else one line could stand for millions, each of them for millions more.
            text.FailWord("allowed here: $GENERATE makes records, not directives");
            return;
        }

        if (directive.Equals("$ORIGIN", StringComparison.OrdinalIgnoreCase))
        {
            var origin = text.Name();
            source.Origin = text.Ok ? origin : source.Origin;
            source.ForgetOwnerText();
        }
        else if (directive.Equals("$TTL", StringComparison.OrdinalIgnoreCase))
        {
            var ttl = text.Period(MaxTtl);
            source.DefaultTtl = text.Ok ? ttl : source.DefaultTtl;
        }
        else if (directive.Equals("$INCLUDE", StringComparison.OrdinalIgnoreCase))
        {
            Include(source, ref text);
        }
        else if (directive.Equals("$GENERATE", StringComparison.OrdinalIgnoreCase))
        {
            var lines = GeneratedLines.Parse(ref text);
            if (lines is not null)
            {
                _sources.Push(source.Enter(source.File, lines, source.Lexer.Tokens[0].Line));
            }
        }
        else
        {
            text.FailWord("a directive: there are $ORIGIN, $TTL, $INCLUDE and $GENERATE");
        }

        text.End();
    }

    // What the included file changes ends with it: origin, owner, class and TTLs are again what they were (RFC 1035 §5.1).
    private void Include(ZoneSource source, ref PresentationReader text)
    {
        var name = Encoding.UTF8.GetString(text.CharacterString(most: 4096));
        var origin = text.HasMore ? text.Name() : source.Origin;
        text.End();
        if (!text.Ok)
        {
            return;
        }

        if (_sources.Count > MaxIncludeDepth)
        {
            text.Fail($"Files include files more than {MaxIncludeDepth} deep.");
        }
        else if (_include?.Invoke(name, source.File) is not { } file)
        {
            text.Fail($"The file '{name}' cannot be included.");
        }
        else if (_sources.Any(open => open.File == file.Path))
        {
            file.Text.Dispose();
            text.Fail($"The file '{file.Path}' includes itself.");
        }
        else
        {
            var included = source.Enter(file.Path, file.Text);
            included.Origin = origin;
            _sources.Push(included);
        }
    }

    private static ZoneError ErrorAt(ZoneSource source, TextError error)
    {
        var text = new StringBuilder();
        foreach (var token in source.Lexer.Tokens)
        {
            text.Append(text.Length == 0 ? "" : " ").Append(source.Lexer.Text.Slice(token.Start, token.Length));
            if (text.Length > MaxErrorText)
            {
                text.Length = MaxErrorText;
                text.Append("...");
                break;
            }
        }

        return new ZoneError(source.File, source.FixedLine ?? error.Line, source.FixedLine is null ? error.Column : 1, error.Problem, text.ToString());
    }
}
