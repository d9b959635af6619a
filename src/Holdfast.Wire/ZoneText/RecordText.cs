using Holdfast.Wire.Messages;
using Holdfast.Wire.Names;
using Holdfast.Wire.Reading;
using Holdfast.Wire.Records;

namespace Holdfast.Wire.ZoneText;

/// <summary>One record's data, or one record, from text.</summary>
internal static class RecordText
{
    // No field of fewer characters than this can make data of more than 65,535 octets.
    private const int SurelyFits = RecordData.MaxOctets / 8;

    // One record needs no buffer of a file's size.
    private const int MaxBufferCharacters = 1024;

    /// <summary>Reads a text that is the data of one record.</summary>
    public static RecordData? Parse(RecordType type, string text, DomainName? origin, out TextError? error)
    {
        using var characters = new StringReader(text);
        var lexer = new EntryLexer(characters, Math.Clamp(text.Length, 1, MaxBufferCharacters));
        if (lexer.Next() == EntryKind.Fault)
        {
            error = lexer.Error;
            return null;
        }

        var words = new PresentationReader(lexer.Text, lexer.Tokens, origin);
        var data = ReadData(type, RecordClass.Internet, ref words);
        error = words.Error;
        return error is null && IsOnlyEntry(lexer, out error) ? data : null;
    }

    /// <summary>Reads a text that is one record.</summary>
    public static ResourceRecord? ParseRecord(string text, DomainName? origin, out TextError? error)
    {
        using var characters = new StringReader(text);
        using var zone = new ZoneReader(
            characters, new ZoneReaderOptions { Origin = origin, BufferCharacters = Math.Clamp(text.Length, 1, MaxBufferCharacters) });
        error = null;
        if (!zone.TryRead(out var record, out var problem))
        {
            error = new TextError("Something is missing here.", 1, 1);
        }
        else if (problem is null && zone.TryRead(out _, out problem))
        {
            error = problem is null ? new TextError("The text goes on after the record.", 2, 1) : null;
        }

        error ??= problem is null ? null : new TextError(problem.Problem, problem.Line, problem.Column);
        return error is null ? record : null;
    }

    /// <summary>Reads data in the form of their type, or in the generic form; null after an error.</summary>
    public static RecordData? ReadData(RecordType type, RecordClass @class, ref PresentationReader text)
    {
        var data = text.IsGeneric ? ReadGeneric(type, @class, ref text) : RecordTypes.Parse(type, @class, ref text);
        if (data is null)
        {
            text.Fail($"{type.ToText()} has no text form in class {@class.ToText()}: write \\# with the octets' count and hexadecimal.");
        }

        text.End();
        if (text.Ok && text.Length > SurelyFits && !data!.Fits())
        {
            text.Fail($"The data of a record hold at most {RecordData.MaxOctets} octets.");
        }

        return text.Ok ? data : null;
    }

    // \# count hexadecimal (RFC 3597 §5); for a type with a reader the octets must be data of that type.
    private static RecordData ReadGeneric(RecordType type, RecordClass @class, ref PresentationReader text)
    {
        text.Word();
        var count = text.UInt16();
        var octets = text.Hex();
        if (octets.Length != count)
        {
            text.Fail($"{count} octets are announced, and {octets.Length} are here.");
        }

        var reader = new WireReader(octets);
        var data = RecordTypes.Read(type, @class, ref reader);
        var isWhole = reader.Ok && reader.Remaining == 0;

        // A compression pointer has nothing to point at here; what was read through one would not come back the same.
        if (!isWhole || !data.ToOctets().AsSpan().SequenceEqual(octets))
        {
            text.Fail($"These octets are not the data of {type.ToText()}.");
        }

        return data;
    }

    private static bool IsOnlyEntry(EntryLexer lexer, out TextError? error)
    {
        error = lexer.Next() switch
        {
            EntryKind.End => null,
            EntryKind.Fault => lexer.Error,
            _ => new TextError("The text goes on after the record.", lexer.Tokens[0].Line, lexer.Tokens[0].Column),
        };
        return error is null;
    }
}
