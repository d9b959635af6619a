using System.Buffers;
using System.Buffers.Text;
using System.Text;
using Holdfast.Server.Listeners.Http2.Hpack;

namespace Holdfast.Server.Listeners.Http2;

/// <summary>
/// A request's header fields, judged one by one as they are decoded (RFC 9113 §8.2, §8.3; RFC 8484 §4.1). Nothing of them
/// is kept but what decides. Hot path: no allocation.
/// </summary>
/// <param name="path">The path that we answer at.</param>
/// <param name="query">Where a query in the URI is decoded to; as long as a query may be.</param>
/// <param name="isTrailer">Whether the fields come after the body, where none is of use (§8.1).</param>
internal ref struct RequestHead(ReadOnlySpan<byte> path, Span<byte> query, bool isTrailer)
{
    // Lower case tokens, and ':' only where a name begins (§8.2.1).
    private static readonly SearchValues<byte> _nameOctets = SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz"u8);
    private static readonly SearchValues<byte> _notInValues = SearchValues.Create([0, (byte)'\r', (byte)'\n']);

    private readonly ReadOnlySpan<byte> _path = path;
    private readonly Span<byte> _query = query;
    private RequestMethod _method;
    private bool _hasRegular;
    private bool _hasScheme;
    private bool _hasAuthority;
    private bool _hasPath;
    private bool _isOurPath;
    private bool _isMessage;
    private int _queryOctets = -1;
    private int _size;

    /// <summary>Whether it breaks the rules: the stream is reset (§8.1.1).</summary>
    public bool IsMalformed { get; private set; }

    /// <summary>Whether a body is to come that may be a query.</summary>
    public readonly bool WantsBody => _method == RequestMethod.Post;

    /// <summary>The body's length as announced; null when it is not.</summary>
    public long? ContentLength { get; private set; }

    /// <summary>The query in the URI, where it belongs there.</summary>
    public readonly ReadOnlySpan<byte> Query => WantsBody ? default : _query[..Math.Max(0, _queryOctets)];

    /// <summary>Takes the next field.</summary>
    public void Add(HeaderField field)
    {
        _size += field.Size;
        if (IsMalformed || _size > Http2Limits.HeaderListOctets)
        {
            return;
        }

        IsMalformed = field switch
        {
            { Name.IsEmpty: true } => true,
            { Name: [(byte)':', ..] } => isTrailer || _hasRegular || !TryPseudo(field.Name, field.Value),
            _ => !TryRegular(field.Name, field.Value),
        };
    }

    /// <summary>Ends the list, and gives the status to answer with: 200 when the query is here or in the body.</summary>
    public int End()
    {
        if (_size > Http2Limits.HeaderListOctets)
        {
            return 431; // RFC 6585 §5
        }

        IsMalformed |= !isTrailer && (_method == RequestMethod.None || !_hasScheme || !_hasPath);
        return _method switch
        {
            _ when !_isOurPath => 404,
            RequestMethod.Get => _queryOctets >= 0 ? 200 : 400,
            RequestMethod.Post when !_isMessage => 415,
            RequestMethod.Post => ContentLength > _query.Length ? 413 : 200,
            _ => 405,
        };
    }

    // §8.3.1: each once, before all others, and no others.
    private bool TryPseudo(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (name.SequenceEqual(":path"u8))
        {
            return Once(ref _hasPath) && TryPath(value);
        }

        if (name.SequenceEqual(":method"u8))
        {
            var isFirst = _method == RequestMethod.None;
            _method = value.SequenceEqual("GET"u8) ? RequestMethod.Get : value.SequenceEqual("POST"u8) ? RequestMethod.Post : RequestMethod.Other;
            return isFirst && !value.IsEmpty;
        }

        return name.SequenceEqual(":scheme"u8) ? Once(ref _hasScheme) : name.SequenceEqual(":authority"u8) && Once(ref _hasAuthority);
    }

    private static bool Once(ref bool has)
    {
        var isFirst = !has;
        has = true;
        return isFirst;
    }

    private bool TryPath(ReadOnlySpan<byte> target)
    {
        var end = target.IndexOf((byte)'?');
        _isOurPath = target[..(end < 0 ? target.Length : end)].SequenceEqual(_path);
        if (_isOurPath && end >= 0)
        {
            Decode(target[(end + 1)..]);
        }

        return !target.IsEmpty;
    }

    // RFC 8484 §4.1: the variable "dns", in base64url without padding.
    private void Decode(ReadOnlySpan<byte> variables)
    {
        while (!variables.IsEmpty)
        {
            var end = variables.IndexOf((byte)'&');
            var variable = end < 0 ? variables : variables[..end];
            if (variable.StartsWith("dns="u8))
            {
                _queryOctets = Base64Url.DecodeFromUtf8(variable[4..], _query, out _, out var length) == OperationStatus.Done ? length : -1;
                return;
            }

            variables = end < 0 ? default : variables[(end + 1)..];
        }
    }

    private bool TryRegular(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        _hasRegular = true;
        if (name.ContainsAnyExcept(_nameOctets) || value.ContainsAny(_notInValues) || value is [(byte)' ' or (byte)'\t', ..] or [.., (byte)' ' or (byte)'\t'])
        {
            return false;
        }

        switch (name.Length)
        {
            case 12 when name.SequenceEqual("content-type"u8):
                _isMessage = Ascii.EqualsIgnoreCase(value, "application/dns-message"u8);
                return true;

            case 14 when name.SequenceEqual("content-length"u8):
                return TryContentLength(value);

            // §8.2.2: what speaks of the connection has no place in HTTP/2.
            case 2 when name.SequenceEqual("te"u8):
                return value.SequenceEqual("trailers"u8);

            case 7 or 10 or 16 or 17:
                return !name.SequenceEqual("connection"u8)
                    && !name.SequenceEqual("keep-alive"u8)
                    && !name.SequenceEqual("proxy-connection"u8)
                    && !name.SequenceEqual("transfer-encoding"u8)
                    && !name.SequenceEqual("upgrade"u8);

            default:
                return true;
        }
    }

    private bool TryContentLength(ReadOnlySpan<byte> value)
    {
        if (value.ContainsAnyExceptInRange((byte)'0', (byte)'9')
            || !Utf8Parser.TryParse(value, out long length, out _)
            || (ContentLength is { } other && other != length))
        {
            return false;
        }

        ContentLength = length;
        return true;
    }
}
