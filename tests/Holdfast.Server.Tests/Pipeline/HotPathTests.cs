using System.Net;
using Holdfast.Server.Pipeline;
using Holdfast.Wire.Records;

namespace Holdfast.Server.Tests.Pipeline;

/// <summary>The gate of the hot path: no allocation on a hit, nor for what is answered without the resolver.</summary>
public sealed class HotPathTests
{
    private const string Name = "03777777076578616d706c6503636f6d00";

    [Theory]
    [InlineData("abcd01000001000000000000" + Name + "00010001")]                                                     // a hit
    [InlineData("abcd01000001000000000001" + Name + "00010001" + "00002904d000008000" + "0000")]                     // with EDNS and DO
    [InlineData("abcd01000001000000000001" + Name + "00010001" + "00002904d000000000" + "000c000a00080102030405060708")] // and a cookie
    [InlineData("abcd01000001000000000000" + "096c6f63616c686f737400" + "00010001")]                                 // localhost
    [InlineData("abcd01000001000000000001" + "017805" + "6c6f63616c" + "00" + "00010001" + "00002904d000000000" + "0000")] // denied here
    [InlineData("abcd0100000100000000000003777777")]                                                                 // FORMERR
    [InlineData("abcd01000001000000000000" + Name + "00ff0001")]                                                     // ANY
    public void Nothing_is_allocated(string hex)
    {
        var bench = new PipelineBench();
        bench.Store("www.example.com", RecordType.A, 3600, new AData(IPAddress.Parse("192.0.2.1")));
        var query = Convert.FromHexString(hex);
        var client = bench.Client();
        for (var i = 0; i < 1000; i++)
        {
            Assert.Equal(PipelineVerdict.Answered, bench.Handle(query, out _, client));
        }

        // The runtime itself allocates a little when it compiles a method anew; a query that allocates does so every time.
        Assert.Equal(0, Enumerable.Range(0, 5).Min(_ => AllocatedBy(bench, query, client)));
    }

    private static long AllocatedBy(PipelineBench bench, byte[] query, ClientInfo client)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            bench.Pipeline.Handle(query, client, bench.Counters, bench.Response, out _);
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
