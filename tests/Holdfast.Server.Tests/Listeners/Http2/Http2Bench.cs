using System.Buffers.Binary;
using System.Net;
using System.Text;
using Holdfast.Resolver.Exchanges;
using Holdfast.Server.Listeners.Http2;
using Holdfast.Server.Pipeline;
using Holdfast.Wire.Records;

namespace Holdfast.Server.Tests.Listeners.Http2;

/// <summary>A frame as a test sees it.</summary>
internal sealed record SeenFrame(byte Type, byte Flags, int StreamId, byte[] Payload)
{
    /// <summary>The error of RST_STREAM, or of GOAWAY.</summary>
    public uint Error => BinaryPrimitives.ReadUInt32BigEndian(Payload.AsSpan(Type == 7 ? 4 : 0));

    public override string ToString() => $"{Type:x2}{Flags:x2}:{StreamId} {Convert.ToHexStringLower(Payload)}";
}

/// <summary>An HTTP/2 session without a connection; frames are written and read by hand here.</summary>
internal sealed class Http2Bench
{
    public const string Preface = "505249202a20485454502f322e300d0a0d0a534d0d0a0d0a";

    private readonly byte[] _output = new byte[Http2Limits.OutputOctets];
    private readonly byte[] _scratch;
    private readonly ClientInfo _client;

    public Http2Bench(ServerOptions? options = null)
    {
        Bench = new PipelineBench(options);
        Bench.Store("www.example.com", RecordType.A, 3600, new AData(IPAddress.Parse("192.0.2.1")));
        Bench.Store("many.example.com", RecordType.A, 60, [.. Enumerable.Range(0, 200).Select(i => new AData(new IPAddress(new byte[] { 192, 0, 2, (byte)i })))]);
        Bench.Resolver.Add("miss.example.com", 60, new AData(IPAddress.Parse("192.0.2.7")));
        Session = new Http2Session(Bench.Pipeline, Bench.Counters);
        _client = Bench.Client(transport: Transport.Https);
        _scratch = new byte[Http2Requests.ScratchOctets(options ?? new ServerOptions())];
    }

    public PipelineBench Bench { get; }

    public Http2Session Session { get; }

    /// <summary>A session past its preface.</summary>
    public static Http2Bench Open(ServerOptions? options = null)
    {
        var bench = new Http2Bench(options);
        bench.Send(Convert.FromHexString(Preface), Frame(4, 0, 0, ""));
        return bench;
    }

    public static byte[] Frame(byte type, byte flags, int streamId, string hex) => Frame(type, flags, streamId, Convert.FromHexString(hex));

    public static byte[] Frame(byte type, byte flags, int streamId, ReadOnlySpan<byte> payload)
    {
        var octets = new byte[9 + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(octets, (payload.Length << 8) | type);
        octets[4] = flags;
        BinaryPrimitives.WriteInt32BigEndian(octets.AsSpan(5), streamId);
        payload.CopyTo(octets.AsSpan(9));
        return octets;
    }

    /// <summary>A header block: :method, :scheme https, then literals without indexing.</summary>
    public static byte[] Block(string method, string path, params (string Name, string Value)[] fields)
    {
        byte[] block = [.. Literal(":method", method), 0x87, .. Literal(":path", path)];
        return [.. block, .. fields.SelectMany(field => Literal(field.Name, field.Value))];
    }

    public static byte[] Literal(string name, string value) => [0, .. Text(name), .. Text(value)];

    public static byte[] Query(string name) => TcpClientEnd.Query(0, name)[2..];

    public static byte[] Get(int streamId, string name) =>
        Frame(1, 5, streamId, Block("GET", $"/dns-query?dns={System.Buffers.Text.Base64Url.EncodeToString(Query(name))}"));

    /// <summary>HEADERS of a POST whose body is to come.</summary>
    public static byte[] Post(int streamId, params (string Name, string Value)[] fields) =>
        Frame(1, 4, streamId, Block("POST", "/dns-query", [("content-type", "application/dns-message"), .. fields]));

    /// <summary>Feeds the session until it takes no more.</summary>
    public List<SeenFrame> Send(params byte[][] frames) => Send(out _, frames);

    /// <summary>The same, and how many octets it left, as parts of a frame.</summary>
    public List<SeenFrame> Send(out int left, params byte[][] frames)
    {
        byte[] input = [.. frames.SelectMany(frame => frame)];
        var seen = new List<SeenFrame>();
        for (left = input.Length; ;)
        {
            var taken = Step(input.AsSpan(input.Length - left), out var output);
            left -= taken;
            seen.AddRange(Parse(output));
            if (Session.HasEnded || (taken == 0 && !Session.HasMore))
            {
                return seen;
            }
        }
    }

    /// <summary>One turn. Allocates nothing itself.</summary>
    public int Step(ReadOnlySpan<byte> input, out ReadOnlySpan<byte> output)
    {
        Session.Begin(_output);
        var taken = Session.Receive(input, _scratch, _client);
        output = _output.AsSpan(0, Session.Written);
        return taken;
    }

    /// <summary>Lets the resolver answer the questions that wait.</summary>
    public async Task<List<SeenFrame>> AnswerMissesAsync()
    {
        var seen = new List<SeenFrame>();
        foreach (var miss in Session.Misses.ToArray())
        {
            var resolution = await Bench.Pipeline.ResolveAsync(miss.Query, miss.Client, TestContext.Current.CancellationToken);
            Session.Begin(_output);
            Session.Complete(miss, resolution);
            seen.AddRange(Parse(_output.AsSpan(0, Session.Written)));
        }

        Session.Misses.Clear();
        return seen;
    }

    private static List<SeenFrame> Parse(ReadOnlySpan<byte> octets)
    {
        var frames = new List<SeenFrame>();
        while (!octets.IsEmpty)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(octets) >>> 8;
            frames.Add(new SeenFrame(octets[3], octets[4], BinaryPrimitives.ReadInt32BigEndian(octets[5..]), octets.Slice(9, length).ToArray()));
            octets = octets[(9 + length)..];
        }

        return frames;
    }

    private static IEnumerable<byte> Text(string text) => text.Length < 127
        ? [(byte)text.Length, .. Encoding.Latin1.GetBytes(text)]
        : [127, (byte)(((text.Length - 127) & 127) | 128), (byte)((text.Length - 127) >> 7), .. Encoding.Latin1.GetBytes(text)];
}
