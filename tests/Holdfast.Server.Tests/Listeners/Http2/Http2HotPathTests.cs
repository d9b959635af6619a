using static Holdfast.Server.Tests.Listeners.Http2.Http2Bench;

namespace Holdfast.Server.Tests.Listeners.Http2;

/// <summary>The gate of the hot path: no allocation for a hit over HTTP/2.</summary>
public sealed class Http2HotPathTests
{
    private const int Requests = 1000;

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public void Nothing_is_allocated(string method)
    {
        // The runtime itself allocates a little when it compiles a method anew; a request that allocates does so every time.
        var bench = Http2Bench.Open();
        Assert.Equal(0, Enumerable.Range(0, 8).Min(round => AllocatedBy(bench, method, (2 * Requests * round) + 1)));
    }

    private static long AllocatedBy(Http2Bench bench, string method, int firstStream)
    {
        var query = Query("www.example.com");
        byte[][] inputs =
        [
            .. Enumerable.Range(0, Requests).Select(i => firstStream + (2 * i)).Select(id => (byte[])(method == "GET"
                ? [.. Get(id, "www.example.com"), .. Frame(8, 0, 0, "00000031")]
                : [.. Post(id), .. Frame(0, 1, id, query), .. Frame(8, 0, 0, "00000031")])),
        ];
        var before = GC.GetAllocatedBytesForCurrentThread();
        var answered = 0;
        foreach (var input in inputs)
        {
            bench.Step(input, out var output);
            answered += output.Length > 49 ? 1 : 0;
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(Requests, answered);
        return allocated;
    }
}
