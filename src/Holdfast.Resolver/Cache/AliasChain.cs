using Holdfast.Wire.Messages;
using Holdfast.Wire.Names;
using Holdfast.Wire.Records;

namespace Holdfast.Resolver.Cache;

/// <summary>Picks from an answer section, in whatever order it came, what leads from the question to its data.</summary>
internal sealed class AliasChain(Question question, IReadOnlyList<ResourceRecord> section)
{
    private readonly HashSet<(DomainName, RecordData)> _taken = [];

    /// <summary>What belongs to the answer: aliases first, each with its signatures, then the data.</summary>
    public List<ResourceRecord> Records { get; } = [];

    /// <summary>The name that the last alias leads to; the question's own without aliases.</summary>
    public DomainName End { get; private set; } = question.Name;

    /// <summary>Whether data of the type asked for stand at the end.</summary>
    public bool HasData { get; private set; }

    /// <summary>Follows the aliases.</summary>
    /// <returns><see cref="BuildFault.None"/> or <see cref="BuildFault.AliasLoop"/>.</returns>
    public BuildFault Follow()
    {
        var aliasesAreData = question.Type is RecordType.CNAME or RecordType.ANY;
        for (var links = 0; !aliasesAreData && AliasAt(End) is { Data: CnameData alias } record; links++)
        {
            if (links == AnswerBuilder.MaxAliases)
            {
                return BuildFault.AliasLoop;
            }

            TakeRedirection(record);
            Take(record);
            TakeSignatures(End, RecordType.CNAME);
            End = alias.Target;
        }

        foreach (var record in section)
        {
            if (AnswerBuilder.Answers(record.Type, question.Type) && record.Class == question.Class && record.Name == End)
            {
                Take(record);
                HasData = true;
            }
        }

        TakeSignatures(End, question.Type);
        return BuildFault.None;
    }

    /// <summary>The type an RRset is filed under: signatures belong to what they cover (RFC 4034 §3).</summary>
    public static RecordType SetType(ResourceRecord record) =>
        record.Type == RecordType.RRSIG && record.Data.ToOctets() is [var high, var low, ..] ? (RecordType)((high << 8) | low) : record.Type;

    private ResourceRecord? AliasAt(DomainName owner)
    {
        foreach (var record in section)
        {
            if (record.Type == RecordType.CNAME && record.Class == question.Class && record.Name == owner)
            {
                return record;
            }
        }

        return null;
    }

    // A DNAME above the owner, from which the alias was made, proves it to whoever validates (RFC 6672 §5.3.1).
    private void TakeRedirection(ResourceRecord alias)
    {
        foreach (var record in section)
        {
            if (record.Type == RecordType.DNAME && record.Class == question.Class
                && alias.Name.IsAtOrBelow(record.Name) && alias.Name != record.Name)
            {
                Take(record);
                TakeSignatures(record.Name, RecordType.DNAME);
            }
        }
    }

    private void TakeSignatures(DomainName owner, RecordType covered)
    {
        foreach (var record in section)
        {
            if (record.Type == RecordType.RRSIG && record.Class == question.Class && record.Name == owner && SetType(record) == covered)
            {
                Take(record);
            }
        }
    }

    private void Take(ResourceRecord record)
    {
        if (_taken.Add((record.Name, record.Data)))
        {
            Records.Add(record);
        }
    }
}
