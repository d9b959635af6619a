using System.Net;
using Holdfast.Resolver.Exchanges;
using Holdfast.Server.Pipeline;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Records;

namespace Holdfast.Server.Tests.Pipeline;

public sealed class HostileQueryTests
{
    private static readonly byte[][] _seeds =
    [
        Convert.FromHexString("abcd0100000100000000000003777777076578616d706c6503636f6d0000010001"),
        Convert.FromHexString("abcd0100000100000000000103777777076578616d706c6503636f6d000001000100002904d000008000000c000a00080102030405060708"),
        Convert.FromHexString("abcd01000001000000000001" + "096c6f63616c686f737400" + "00010001" + "000029ffff00008000" + "0013" + "0003000000080007000118" + "00c00002" + "000b0000"),
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void No_octets_bring_the_pipeline_down_or_make_a_response_that_cannot_be_read(int seed)
    {
        var chance = new Random(seed);
        var bench = new PipelineBench(new ServerOptions { MaxMisses = 1_000_000, Identity = "x", ForwardsClientSubnet = true });
        bench.Store("www.example.com", RecordType.A, 3600, new AData(IPAddress.Parse("192.0.2.1")));
        for (var i = 0; i < 50_000; i++)
        {
            var query = Mutate(_seeds[i % _seeds.Length], chance);
            var client = bench.Client(transport: (Transport)(i % 4));
            if (bench.Handle(query, out var length, client) != PipelineVerdict.Answered)
            {
                continue;
            }

            var response = bench.Response.AsSpan(0, length);
            Assert.True(Message.TryRead(response, out var message, out var fault, out _), $"{fault}: {Convert.ToHexString(query)}");
            Assert.Equal((query[0] << 8) | query[1], message.Id);
            Assert.True((message.Flags & MessageFlags.Response) != 0);
            Assert.True(client.Transport != Transport.Udp || length <= 1232);
        }
    }

    private static byte[] Mutate(byte[] seed, Random chance)
    {
        var query = seed.AsSpan(0, chance.Next(10) == 0 ? chance.Next(seed.Length) : seed.Length).ToArray();
        for (var changes = chance.Next(4); changes > 0 && query.Length > 0; changes--)
        {
            query[chance.Next(query.Length)] = (byte)chance.Next(256);
        }

        return query;
    }
}
