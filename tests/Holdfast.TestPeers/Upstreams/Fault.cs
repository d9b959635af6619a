using System.Collections.Immutable;
using System.Net;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Names;
using Holdfast.Wire.Records;

namespace Holdfast.TestPeers.Upstreams;

/// <summary>One way in which an upstream goes wrong. Pure: chance and time come in.</summary>
public abstract record Fault
{
    /// <summary>Nothing is sent.</summary>
    public sealed record Silent : Fault
    {
        public override UpstreamReply Apply(UpstreamReply reply, TimeSpan now, Random chance) => reply with { Response = null };
    }

    /// <summary>An empty response with a code: SERVFAIL, REFUSED.</summary>
    public sealed record Status(ResponseCode Code) : Fault
    {
        public override UpstreamReply Apply(UpstreamReply reply, TimeSpan now, Random chance) =>
            Change(reply, response => response with { HeaderResponseCode = Code, Answers = [], Authorities = [] });
    }

    /// <summary>NOERROR without records and with the SOA: the name lost its addresses (20 October 2025).</summary>
    public sealed record NoData : Fault
    {
        public override UpstreamReply Apply(UpstreamReply reply, TimeSpan now, Random chance) =>
            Change(reply, response => response with { HeaderResponseCode = ResponseCode.NoError, Answers = [], Authorities = [reply.Zone.Soa] });
    }

    /// <summary>NXDOMAIN with the SOA: the name, or its delegation, is gone.</summary>
    public sealed record NameError : Fault
    {
        public override UpstreamReply Apply(UpstreamReply reply, TimeSpan now, Random chance) =>
            Change(reply, response => response with { HeaderResponseCode = ResponseCode.NameError, Answers = [], Authorities = [reply.Zone.Soa] });
    }

    /// <summary>The response comes late, by a time drawn evenly between two bounds.</summary>
    public sealed record Slow(TimeSpan Least, TimeSpan Most) : Fault
    {
        public override UpstreamReply Apply(UpstreamReply reply, TimeSpan now, Random chance) =>
            reply with { Delay = reply.Delay + Least + ((Most - Least) * chance.NextDouble()) };
    }

    /// <summary>A well-formed response with addresses that lead elsewhere.</summary>
    public sealed record WrongAddresses(ImmutableArray<IPAddress> Addresses, uint Ttl = 5) : Fault
    {
        public override UpstreamReply Apply(UpstreamReply reply, TimeSpan now, Random chance) => Change(reply, response => response with
        {
            HeaderResponseCode = ResponseCode.NoError,
            Authorities = [],
            Answers = [.. Addresses.Select(address => ZoneModel.Address(reply.Query.Questions[0].Name, Ttl, address))
                .Where(record => record.Type == reply.Query.Questions[0].Type)],
        });
    }

    /// <summary>The header and then noise, some of it plausible.</summary>
    public sealed record Malformed : Fault
    {
        public override UpstreamReply Apply(UpstreamReply reply, TimeSpan now, Random chance)
        {
            if (reply.Response is null)
            {
                return reply;
            }

            var octets = reply.Response.ToOctets();
            var noise = octets.AsSpan(Math.Min(octets.Length, 12 + chance.Next(octets.Length)));
            chance.NextBytes(noise);
            return reply with { Garbage = octets[..Math.Max(12, octets.Length - chance.Next(8))] };
        }
    }

    /// <summary>TC over UDP, so that the client must come back over TCP.</summary>
    public sealed record Truncated : Fault
    {
        public override UpstreamReply Apply(UpstreamReply reply, TimeSpan now, Random chance) => !reply.OverUdp
            ? reply
            : Change(reply, response => response with { Flags = response.Flags | MessageFlags.Truncated, Answers = [], Authorities = [] });
    }

    /// <summary>Aliases after the records they lead to, as 1.1.1.1 sent them in January 2026.</summary>
    public sealed record Disordered : Fault
    {
        public override UpstreamReply Apply(UpstreamReply reply, TimeSpan now, Random chance) =>
            Change(reply, response => response with { Answers = [.. response.Answers.OrderBy(record => record.Type == RecordType.CNAME)] });
    }

    /// <summary>Another id than asked: a forger's guess.</summary>
    public sealed record WrongId : Fault
    {
        public override UpstreamReply Apply(UpstreamReply reply, TimeSpan now, Random chance) =>
            Change(reply, response => response with { Id = (ushort)(response.Id + 1 + chance.Next(ushort.MaxValue - 1)) });
    }

    /// <summary>The right id and another question.</summary>
    public sealed record WrongQuestion : Fault
    {
        public override UpstreamReply Apply(UpstreamReply reply, TimeSpan now, Random chance) =>
            Change(reply, response => response with { Questions = [response.Questions[0] with { Name = DomainName.Parse("elsewhere.invalid.") }] });
    }

    /// <summary>Another fault that comes and goes: first present for one period, then absent for one.</summary>
    public sealed record Flapping(TimeSpan Period, Fault Inner) : Fault
    {
        public override UpstreamReply Apply(UpstreamReply reply, TimeSpan now, Random chance) =>
            now.Ticks / Period.Ticks % 2 == 0 ? Inner.Apply(reply, now, chance) : reply;
    }

    /// <summary>Changes what is about to be sent.</summary>
    public abstract UpstreamReply Apply(UpstreamReply reply, TimeSpan now, Random chance);

    private static UpstreamReply Change(UpstreamReply reply, Func<Message, Message> change) =>
        reply.Response is null ? reply : reply with { Response = change(reply.Response) };
}
