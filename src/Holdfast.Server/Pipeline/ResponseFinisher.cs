using System.Buffers.Binary;
using System.Text;
using Holdfast.Resolver.Cache;
using Holdfast.Resolver.Exchanges;
using Holdfast.Server.Admission;
using Holdfast.Server.Zones;
using Holdfast.Wire.Edns;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Writing;

namespace Holdfast.Server.Pipeline;

/// <summary>
/// Turns what is known into the octets for one client: its id and spelling, TTLs as old as they are, its EDNS options,
/// no longer than it can take. Hot path: no allocation. Immutable.
/// </summary>
internal sealed class ResponseFinisher(ServerOptions options, ServerCookies cookies, TimeProvider time)
{
    // RFC 8467 §4.1 recommends this block for responses.
    private const int PaddingBlock = 468;

    // The name asked for stands right behind the header.
    private const ushort PointerToQuestion = 0xC000 | MessageHeader.Octets;

    private const int CookieOptionOctets = 4 + ServerCookies.FullOctets;
    private const int KeepaliveOptionOctets = 4 + 2;

    private readonly byte[] _identity = Encoding.UTF8.GetBytes(options.Identity);

    /// <summary>Answers with a finished answer.</summary>
    /// <param name="query">The query.</param>
    /// <param name="client">Who asks.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="age">How old it is.</param>
    /// <param name="staleTtl">One TTL for all records when the answer is stale (RFC 8767 §4); null when it is not.</param>
    /// <param name="note">An extended error; null for none.</param>
    /// <param name="errors">More extended errors.</param>
    /// <param name="response">Where to write.</param>
    /// <returns>The response's length.</returns>
    public int Answer(
        in QueryView query,
        in ClientInfo client,
        FinishedAnswer answer,
        TimeSpan age,
        uint? staleTtl,
        ExtendedError? note,
        ReadOnlySpan<ExtendedError> errors,
        Span<byte> response)
    {
        response = response[..Limit(query, client, response.Length)];
        if (answer.Octets.Length + PromisedOptOctets(query, client) > response.Length)
        {
            return Truncated(query, client, answer.ResponseCode, response);
        }

        if (staleTtl is { } ttl)
        {
            answer.CopyStaleTo(response, query.Id, query.Name, query.Flags, ttl);
        }
        else
        {
            answer.CopyTo(response, query.Id, query.Name, query.Flags, age);
        }

        // AD is for those who asked for it (RFC 6840 §5.8), and tells nothing of data that are past their time.
        if (staleTtl is not null || (!query.DnssecOk && (query.Flags & MessageFlags.AuthenticData) == 0))
        {
            response[3] &= unchecked((byte)~(ushort)MessageFlags.AuthenticData);
        }

        if (!query.HasEdns)
        {
            return answer.Octets.Length;
        }

        var opt = BeginOpt(query, client, answer.ResponseCode, response, answer.Octets.Length);
        if (note is not null)
        {
            opt.Add(note);
        }

        foreach (var error in errors)
        {
            opt.Add(error);
        }

        return EndOpt(query, client, ref opt);
    }

    /// <summary>Answers with what a zone of our own says.</summary>
    public int Answer(in QueryView query, in ClientInfo client, ZoneAnswer answer, Span<byte> response)
    {
        response = response[..Limit(query, client, response.Length)];
        var room = response.Length - PromisedOptOctets(query, client);
        var writer = new WireWriter(response[..room]);
        WriteHead(query, answer.Code, MessageFlags.AuthoritativeAnswer | MessageFlags.RecursionAvailable, ref writer);
        foreach (var data in answer.Answers)
        {
            writer.WriteUInt16(PointerToQuestion);
            writer.WriteUInt16((ushort)data.Type);
            writer.WriteUInt16((ushort)query.Class);
            writer.WriteUInt32(answer.Ttl);
            var length = writer.BeginLength16();
            data.Write(ref writer);
            writer.EndLength16(length);
        }

        writer.PatchUInt16(6, (ushort)answer.Answers.Length);
        if (answer.Authority is { } authority)
        {
            authority.Write(ref writer);
            writer.PatchUInt16(8, 1);
        }

        return writer.Overflowed
            ? Truncated(query, client, answer.Code, response)
            : Finish(query, client, answer.Code, answer.Note, response, writer.Length);
    }

    /// <summary>Answers from zones that this server has authority for.</summary>
    /// <param name="query">The query.</param>
    /// <param name="client">Who asks.</param>
    /// <param name="zones">The zones.</param>
    /// <param name="zone">The zone of the name asked for.</param>
    /// <param name="resolves">Whether other people's names are resolved for the client.</param>
    /// <param name="response">Where to write.</param>
    /// <param name="length">The response's length; 0 when there is none yet.</param>
    /// <param name="tail">Where in the response the name stands that is to be resolved.</param>
    public ZoneVerdict Answer(
        in QueryView query, in ClientInfo client, ZoneSet zones, Zone zone, bool resolves, Span<byte> response, out int length, out int tail)
    {
        response = response[..Limit(query, client, response.Length)];
        var room = response[..(response.Length - PromisedOptOctets(query, client))];
        var ours = resolves ? MessageFlags.RecursionAvailable : MessageFlags.None;
        var head = new WireWriter(room);
        WriteHead(query, ResponseCode.NoError, ours, ref head);
        var reply = new ZoneReply(room, head.Length);
        var isResolved = resolves && (query.Flags & MessageFlags.RecursionDesired) != 0;
        length = 0;
        if (AuthoritativeAnswer.Write(zones, zone, query.Name, query.Type, client.Address, isResolved, ref reply, out tail) == ZoneVerdict.Resolve)
        {
            return ZoneVerdict.Resolve;
        }

        if (reply.Overflowed)
        {
            ours |= reply.IsAuthoritative ? MessageFlags.AuthoritativeAnswer : MessageFlags.None;
            length = Code(query, client, reply.Code, null, response, ours | MessageFlags.Truncated);
            return ZoneVerdict.Answered;
        }

        reply.EndHeader();
        var note = reply.Code == ResponseCode.ServerFailure ? ServerAnswers.BrokenZone : null;
        length = Finish(query, client, reply.Code, note, response, reply.Length);
        return ZoneVerdict.Answered;
    }

    /// <summary>Answers with a response code alone.</summary>
    /// <param name="query">The query, as far as it could be read.</param>
    /// <param name="client">Who asks.</param>
    /// <param name="code">The code.</param>
    /// <param name="error">Why; null for nothing to say.</param>
    /// <param name="response">Where to write.</param>
    /// <param name="flags">Flags of ours.</param>
    public int Code(
        in QueryView query,
        in ClientInfo client,
        ResponseCode code,
        ExtendedError? error,
        Span<byte> response,
        MessageFlags flags = MessageFlags.RecursionAvailable)
    {
        response = response[..Limit(query, client, response.Length)];
        var writer = new WireWriter(response);
        WriteHead(query, code, flags, ref writer);
        return Finish(query, client, code, error, response, writer.Length);
    }

    /// <summary>Answers with the question and TC alone: the client shall ask again over TCP (RFC 2181 §9).</summary>
    public int Truncated(in QueryView query, in ClientInfo client, ResponseCode code, Span<byte> response) =>
        Code(query, client, code, null, response, MessageFlags.RecursionAvailable | MessageFlags.Truncated);

    /// <summary>What the query's cookie proves.</summary>
    public CookieStanding JudgeCookie(in QueryView query, in ClientInfo client) =>
        query.Cookie.Length <= ServerCookies.ClientOctets
            ? CookieStanding.Unproved
            : cookies.Judge(query.Cookie, client.Address, WallSeconds);

    private uint WallSeconds => (uint)time.GetUtcNow().ToUnixTimeSeconds();

    private int Limit(in QueryView query, in ClientInfo client, int room) =>
        client.Transport == Transport.Udp
            ? Math.Min(room, Math.Min(query.UdpPayloadOctets, options.UdpPayloadOctets))
            : Math.Min(room, Message.MaxOctets);

    private static void WriteHead(in QueryView query, ResponseCode code, MessageFlags flags, ref WireWriter writer)
    {
        var fromClient = query.Flags & (MessageFlags.RecursionDesired | MessageFlags.CheckingDisabled);
        var hasQuestion = query.QuestionEnd > MessageHeader.Octets;
        new MessageHeader(
            query.Id,
            MessageHeader.PackFlags(MessageFlags.Response | flags | fromClient, query.Opcode, code),
            hasQuestion ? (ushort)1 : (ushort)0,
            0,
            0,
            0).Write(ref writer);
        writer.WriteOctets(query.Octets[MessageHeader.Octets..query.QuestionEnd]);
    }

    private int Finish(
        in QueryView query, in ClientInfo client, ResponseCode code, ExtendedError? error, Span<byte> response, int length)
    {
        if (!query.HasEdns)
        {
            return length;
        }

        var opt = BeginOpt(query, client, code, response, length);
        if (error is not null)
        {
            opt.Add(error);
        }

        return EndOpt(query, client, ref opt);
    }

    // What the OPT record needs at least. Extended errors and padding are added as far as there is room.
    private int PromisedOptOctets(in QueryView query, in ClientInfo client) =>
        !query.HasEdns
            ? 0
            : OptWriter.EmptyOctets
                + (query.Cookie.IsEmpty ? 0 : CookieOptionOctets)
                + (SaysIdentity(query) ? 4 + _identity.Length : 0)
                + (SaysKeepalive(query, client) ? KeepaliveOptionOctets : 0);

    private bool SaysIdentity(in QueryView query) => query.WantsServerIdentity && _identity.Length > 0;

    private static bool SaysKeepalive(in QueryView query, in ClientInfo client) =>
        query.WantsKeepalive && client.Transport is Transport.Tcp or Transport.Tls && client.IdleTimeout > TimeSpan.Zero;

    private OptWriter BeginOpt(in QueryView query, in ClientInfo client, ResponseCode code, Span<byte> response, int length)
    {
        var opt = new OptWriter(response, length, (ushort)options.UdpPayloadOctets, code, query.DnssecOk);
        if (!query.Cookie.IsEmpty && opt.Add(EdnsOptionCode.Cookie, ServerCookies.FullOctets) is { IsEmpty: false } cookie)
        {
            var now = WallSeconds;
            cookies.Write(query.Cookie, cookies.Judge(query.Cookie, client.Address, now), client.Address, now, cookie);
        }

        if (SaysIdentity(query))
        {
            _identity.CopyTo(opt.Add(EdnsOptionCode.NameServerIdentifier, _identity.Length));
        }

        if (SaysKeepalive(query, client) && opt.Add(EdnsOptionCode.TcpKeepalive, 2) is { IsEmpty: false } keepalive)
        {
            // In units of 100 ms (RFC 7828 §3.1).
            BinaryPrimitives.WriteUInt16BigEndian(keepalive, (ushort)Math.Min(client.IdleTimeout.TotalMilliseconds / 100, ushort.MaxValue));
        }

        return opt;
    }

    private static int EndOpt(in QueryView query, in ClientInfo client, ref OptWriter opt)
    {
        if (query.IsPadded && client.IsEncrypted)
        {
            opt.Pad(PaddingBlock);
        }

        return opt.End();
    }
}
