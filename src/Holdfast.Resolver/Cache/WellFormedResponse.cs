using System.Buffers.Binary;
using Holdfast.Wire.Edns;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Names;
using Holdfast.Wire.Reading;
using Holdfast.Wire.Records;

namespace Holdfast.Resolver.Cache;

/// <summary>
/// The short way from a response to an answer. Nearly all responses are in order already: aliases first, then the data,
/// or nothing but one SOA. Such a response is checked in one pass, cut after the part that is kept, and copied; names
/// compressed into that part stay where they are. Whatever is unusual is left to <see cref="RebuiltResponse"/>.
/// </summary>
internal ref struct WellFormedResponse
{
    // More records than this are unusual.
    private const int MaxRecords = 32;

    private readonly ReadOnlySpan<byte> _response;
    private readonly Question _question;
    private readonly CachePolicy _policy;
    private readonly Span<byte> _owner;         // the name whose records are awaited
    private readonly Span<byte> _target;        // where its alias leads, when it had one
    private readonly Span<RecordView> _kept;
    private readonly Span<uint> _ttls;
    private int _ownerLength;
    private int _targetLength;
    private int _count;
    private int _aliases;
    private RecordType _setType;                // the type that the records before the present one belong to
    private int _setStart;
    private bool _hasData;
    private ExtendedError? _note;

    private WellFormedResponse(
        ReadOnlySpan<byte> response, Question question, CachePolicy policy, Span<byte> names, Span<RecordView> kept, Span<uint> ttls)
    {
        _response = response;
        _question = question;
        _policy = policy;
        _owner = names[..DomainName.MaxOctets];
        _target = names[DomainName.MaxOctets..];
        _kept = kept;
        _ttls = ttls;
    }

    /// <summary>Builds the answer; null when the response needs the general way.</summary>
    public static FinishedAnswer? Take(ReadOnlySpan<byte> response, Question question, string provider, CachePolicy policy) =>
        new WellFormedResponse(
            response,
            question,
            policy,
            stackalloc byte[2 * DomainName.MaxOctets],
            stackalloc RecordView[MaxRecords],
            stackalloc uint[MaxRecords]).Take(provider);

    private FinishedAnswer? Take(string provider)
    {
        var view = new MessageView(_response);
        var header = view.Header;
        if (!view.Ok || !header.IsResponse || header.Opcode != Opcode.Query || header.IsTruncated || header.QuestionCount != 1
            || header.ResponseCode is not (ResponseCode.NoError or ResponseCode.NameError)
            || !AsksTheQuestion(ref view))
        {
            return null;
        }

        var authorities = 0;
        while (view.TryNext(out var record))
        {
            var usual = record.Section switch
            {
                Section.Answer => TakeAnswer(in view, record),
                Section.Authority => TakeAuthority(record, authorities++),
                _ => TakeAdditional(record, provider),
            };
            if (!usual)
            {
                return null;
            }
        }

        return view.Ok && view.AtEnd && IsWhole(header) ? Finish(header, provider) : null;
    }

    // The question stands uncompressed, and as long as ours, so that our spelling can be put over it.
    private bool AsksTheQuestion(ref MessageView view)
    {
        _ownerLength = view.ReadQuestion(_owner, out var type, out var @class);
        return type == _question.Type && @class == _question.Class && type != RecordType.ANY
            && view.Offset == MessageHeader.Octets + _ownerLength + 4
            && NameOctets.EqualIgnoringCase(_owner[.._ownerLength], _question.Name.Octets);
    }

    // Either data (or aliases that lead to data), or one SOA and no answer at all.
    private readonly bool IsWhole(MessageHeader header) => header.ResponseCode == ResponseCode.NoError && _hasData
        ? _kept[_count - 1].Section == Section.Answer
        : _count == 1 && _kept[0].Section == Section.Authority && header.AuthorityCount == 1;

    private bool TakeAnswer(scoped in MessageView view, in RecordView record)
    {
        if (record.Class != _question.Class || !FindOwner(in view, record.NameOffset) || _count == MaxRecords)
        {
            return false;
        }

        var setType = record.Type == RecordType.RRSIG && record.DataLength >= 2
            ? (RecordType)BinaryPrimitives.ReadUInt16BigEndian(_response[record.DataOffset..])
            : record.Type;
        if (record.Type == RecordType.RRSIG ? setType != _setType : !Leads(in view, record))
        {
            return false;
        }

        BeginSet(setType);
        return Keep(record) && HasNoTwin();
    }

    // The record is owned by the awaited name, or by the name that its alias leads to, which is awaited from then on.
    private bool FindOwner(scoped in MessageView view, int offset)
    {
        Span<byte> name = stackalloc byte[DomainName.MaxOctets];
        var length = view.ReadNameAt(offset, name);
        if (length == 0 || NameOctets.EqualIgnoringCase(name[..length], _owner[.._ownerLength]))
        {
            return length > 0;
        }

        if (_targetLength == 0 || !NameOctets.EqualIgnoringCase(name[..length], _target[.._targetLength]))
        {
            return false;
        }

        _target[.._targetLength].CopyTo(_owner);
        (_ownerLength, _targetLength) = (_targetLength, 0);
        _setType = RecordType.None;
        return true;
    }

    // The record is of the type asked for, or the owner's one alias on the way there.
    private bool Leads(scoped in MessageView view, in RecordView record)
    {
        if (record.Type == _question.Type)
        {
            _hasData = true;
            return _targetLength == 0;
        }

        if (record.Type != RecordType.CNAME || _targetLength != 0 || _hasData)
        {
            return false;
        }

        _targetLength = view.ReadNameAt(record.DataOffset, _target);
        return _targetLength > 0 && !LeadsBack(in view) && ++_aliases <= AnswerBuilder.MaxAliases;
    }

    // The alias leads to its own owner, or to the owner of one before it.
    private readonly bool LeadsBack(scoped in MessageView view)
    {
        Span<byte> name = stackalloc byte[DomainName.MaxOctets];
        var target = _target[.._targetLength];
        var back = NameOctets.EqualIgnoringCase(target, _owner[.._ownerLength]);
        for (var i = 0; i < _count && !back; i++)
        {
            back = NameOctets.EqualIgnoringCase(name[..view.ReadNameAt(_kept[i].NameOffset, name)], target);
        }

        return back;
    }

    // Referrals beside data are left out; beside a denial there may be only one SOA, of a zone that holds the name.
    private bool TakeAuthority(in RecordView record, int index)
    {
        if (record.Type is RecordType.NSEC or RecordType.NSEC3 or RecordType.RRSIG)
        {
            return false;
        }

        if (_hasData)
        {
            return true;
        }

        var reader = new WireReader(_response);
        reader.ReadOctets(record.NameOffset);
        if (index != 0 || _count != 0 || record.Type != RecordType.SOA || record.Class != _question.Class
            || !_question.Name.IsAtOrBelow(reader.ReadName()) || !reader.Ok)
        {
            return false;
        }

        BeginSet(RecordType.SOA);
        return Keep(record);
    }

    private bool TakeAdditional(in RecordView record, string provider)
    {
        if (record.Type != RecordType.OPT)
        {
            return true;
        }

        var extendedCode = record.Ttl >> 24;
        if (extendedCode != 0 || _note is not null)
        {
            return false;
        }

        if (record.DataLength > 0)
        {
            var reader = new WireReader(_response);
            reader.ReadOctets(record.NameOffset);
            _note = RebuiltResponse.NoteOf(EdnsRecord.From(ResourceRecord.Read(ref reader)), provider);
        }

        return true;
    }

    private void BeginSet(RecordType type)
    {
        if (type != _setType)
        {
            _setType = type;
            _setStart = _count;
        }
    }

    // One TTL for an RRset, its least (RFC 2181 §5.2).
    private bool Keep(in RecordView record)
    {
        if (!DataAreSound(record))
        {
            return false;
        }

        _kept[_count] = record;
        _ttls[_count] = _count > _setStart ? _ttls[_count - 1] : uint.MaxValue;
        var ttl = _policy.ClampTtl(record.Ttl);
        _count++;
        if (ttl < _ttls[_count - 1])
        {
            _ttls[_setStart.._count].Fill(ttl);
        }

        return true;
    }

    private readonly bool HasNoTwin()
    {
        var last = _kept[_count - 1];
        var data = _response.Slice(last.DataOffset, last.DataLength);
        for (var i = _setStart; i < _count - 1; i++)
        {
            if (_kept[i].Type == last.Type && _response.Slice(_kept[i].DataOffset, _kept[i].DataLength).SequenceEqual(data))
            {
                return false;
            }
        }

        return true;
    }

    private readonly bool DataAreSound(in RecordView record)
    {
        switch (record.Type)
        {
            case RecordType.A when record.Class == RecordClass.Internet:
                return record.DataLength == 4;
            case RecordType.AAAA when record.Class == RecordClass.Internet:
                return record.DataLength == 16;
            case var type when !CompressedNames.AreKnownIn(type):
                return false;
            default:
                var reader = new WireReader(_response);
                reader.ReadOctets(record.DataOffset);
                var outer = reader.Narrow(record.DataLength);
                RecordData.Read(record.Type, record.Class, ref reader);
                reader.Widen(outer);
                return reader.Ok;
        }
    }

    private readonly FinishedAnswer? Finish(MessageHeader header, string provider)
    {
        var last = _kept[_count - 1];
        var denied = last.Section == Section.Authority;
        if (denied)
        {
            // MINIMUM is the last field of SOA.
            _ttls[0] = _policy.DenialTtl(last.Ttl, BinaryPrimitives.ReadUInt32BigEndian(_response[(last.End - 4)..]));
        }

        var octets = _response[..last.End].ToArray();
        if (!CompressedNames.StandWhenPatched(_response, octets, _kept[.._count]))
        {
            return null;
        }

        var kept = _policy.KeepAuthenticData ? header.Flags & MessageFlags.AuthenticData : MessageFlags.None;
        BinaryPrimitives.WriteUInt16BigEndian(octets, 0);
        BinaryPrimitives.WriteUInt16BigEndian(octets.AsSpan(2), AnswerWriter.Flags(kept, header.ResponseCode));
        BinaryPrimitives.WriteUInt16BigEndian(octets.AsSpan(4), 1);
        BinaryPrimitives.WriteUInt16BigEndian(octets.AsSpan(6), denied ? (ushort)0 : (ushort)_count);
        BinaryPrimitives.WriteUInt16BigEndian(octets.AsSpan(8), denied ? (ushort)1 : (ushort)0);
        BinaryPrimitives.WriteUInt16BigEndian(octets.AsSpan(10), 0);
        _question.Name.Octets.CopyTo(octets.AsSpan(MessageHeader.Octets));

        var offsets = new ushort[_count];
        var least = uint.MaxValue;
        for (var i = 0; i < _count; i++)
        {
            offsets[i] = (ushort)_kept[i].TtlOffset;
            BinaryPrimitives.WriteUInt32BigEndian(octets.AsSpan(offsets[i]), _ttls[i]);
            least = Math.Min(least, _ttls[i]);
        }

        var kind = !denied ? AnswerKind.Positive : header.ResponseCode == ResponseCode.NameError ? AnswerKind.NameError : AnswerKind.NoData;
        return new FinishedAnswer(octets, offsets, kind, TimeSpan.FromSeconds(least), provider, _note);
    }
}
