using System.Buffers.Binary;
using System.Net;
using Holdfast.Resolver.Cache;
using Holdfast.Resolver.Exchanges;
using Holdfast.Resolver.Resolving;
using Holdfast.Server;
using Holdfast.Server.Admission;
using Holdfast.Server.Listeners.Http2;
using Holdfast.Server.Pipeline;
using Holdfast.Server.Zones;

namespace Holdfast.Fuzz.Http2;

/// <summary>Octets as what a client sends behind its preface, in parts; what the session writes is read as frames.</summary>
internal static class Http2Target
{
    private static readonly ServerOptions _options = new();
    private static readonly MonotonicClock _clock = new(TimeProvider.System);
    private static readonly ServerMetrics _metrics = new();
    private static readonly AnswerCache _cache = new(new CachePolicy(), seed: 1);
    private static readonly ServingPlan _plan =
        ServingPlan.Create(_options, null, new ServerCookies([new byte[16]]), new HostsZone([]), [], TimeProvider.System);

    private static readonly byte[] _output = new byte[Http2Limits.OutputOctets];
    private static readonly byte[] _scratch = new byte[Http2Requests.ScratchOctets(_options)];

    public static void Run(ReadOnlySpan<byte> octets)
    {
        var pipeline = new QueryPipeline(_cache, new Nobody(), _clock, _metrics, new MissGate(_options.MaxMisses), QueryLog.Off, new OwnZones(() => 0), _plan);
        var session = new Http2Session(pipeline, new CounterBlock(Transport.Https, shared: false));
        byte[] input = [.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, .. octets];
        var client = new ClientInfo(ClientAddress.From(IPAddress.Loopback), Transport.Https, _clock.Now);

        // The first octet says in how large parts it comes.
        var part = octets.IsEmpty ? 1 : 1 + (octets[0] * 4);
        var used = 0;
        for (var end = 0; end < input.Length && !session.HasEnded;)
        {
            end = Math.Min(end + part, input.Length);
            do
            {
                session.Begin(_output);
                used += session.Receive(input.AsSpan(used, end - used), _scratch, client);
                Written(session);
            }
            while (session.HasMore && !session.HasEnded);
        }

        while (session.Misses is [var miss, ..] && !session.HasEnded)
        {
            session.Misses.RemoveAt(0);
            session.Begin(_output);
            session.Complete(miss, null);
            Written(session);
        }
    }

    private static void Written(Http2Session session)
    {
        BrokenPromise.Unless(session.StreamCount <= Http2Limits.ConcurrentStreams, $"{session.StreamCount} streams");
        BrokenPromise.Unless(session.HeldOctets is >= 0 and <= Http2Limits.HeldOctets + ushort.MaxValue, $"{session.HeldOctets} octets held");
        for (var rest = _output.AsSpan(0, session.Written); !rest.IsEmpty;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(rest) >>> 8;
            BrokenPromise.Unless(length <= Http2Limits.FrameOctets && rest.Length >= 9 + length, $"a frame of {length} in {rest.Length}");
            rest = rest[(9 + length)..];
        }
    }

    private sealed class Nobody : IResolver
    {
        public ValueTask<Resolution> ResolveAsync(ResolutionRequest request, Deadline deadline, CancellationToken cancellationToken) =>
            throw new NotSupportedException("Nobody asks here.");

        public void Prefetch(ResolutionRequest request)
        {
        }
    }
}
