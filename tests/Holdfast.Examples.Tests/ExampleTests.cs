using System.Buffers.Binary;
using System.Net;
using Holdfast.TestPeers.Upstreams;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Holdfast.Examples.Tests;

/// <summary>Each example against a name server and a server of its own kind, all on loopback.</summary>
public sealed class ExampleTests : IAsyncLifetime
{
    private FaultyUpstream _names = null!;
    private WebApplication _server = null!;

    private string NameServer => $"udp://{_names.EndPoint}";

    private int Port => new Uri(_server.Urls.First()).Port;

    [Fact]
    public async Task Lookups_prints_addresses_with_their_TTL()
    {
        var (code, output, errors) = await ExampleRun.OfAsync("Lookups", NameServer, "server.example");

        Assert.Equal(("", 0), (errors, code));
        Assert.Contains("server.example: NoError", output, StringComparison.Ordinal);
        Assert.Contains("127.0.0.1, for 30 s", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HttpClient_fetches_a_page()
    {
        await StartAsync(HttpProtocols.Http1, server => server.MapGet("/", () => "held fast"));

        var (code, output, errors) = await ExampleRun.OfAsync("HttpClient", NameServer, $"http://server.example:{Port}/");

        Assert.Equal(("held fast", "", 0), (output.Trim(), errors, code));
    }

    [Fact]
    public async Task Grpc_calls_a_method()
    {
        await StartAsync(HttpProtocols.Http2, server => server.MapPost("/example.Greeter/Greet", async context =>
        {
            using var request = new MemoryStream();
            await context.Request.Body.CopyToAsync(request);
            byte[] reply = [.. "hello, "u8, .. request.ToArray()[5..]];
            var head = new byte[5];
            BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(1), reply.Length);
            context.Response.ContentType = "application/grpc";
            await context.Response.Body.WriteAsync((byte[])[.. head, .. reply]);
            context.Response.AppendTrailer("grpc-status", "0");
        }));

        var (code, output, errors) = await ExampleRun.OfAsync("Grpc", NameServer, $"holdfast:///server.example:{Port}");

        Assert.Equal(("hello, Holdfast", "", 0), (output.Trim(), errors, code));
    }

    [Fact]
    public async Task AwsSdk_lists_tables()
    {
        await StartAsync(HttpProtocols.Http1, server => server.MapPost("/", context =>
        {
            Assert.Equal("DynamoDB_20120810.ListTables", context.Request.Headers["X-Amz-Target"].ToString());
            context.Response.ContentType = "application/x-amz-json-1.0";
            return context.Response.WriteAsync("""{"TableNames":["orders","customers"]}""");
        }));

        var (code, output, errors) = await ExampleRun.OfAsync("AwsSdk", NameServer, $"http://server.example:{Port}");

        Assert.Equal(("orders, customers", "", 0), (output.Trim(), errors, code));
    }

    [Theory]
    [InlineData("Lookups")]
    [InlineData("HttpClient")]
    [InlineData("Grpc")]
    [InlineData("AwsSdk")]
    public async Task A_wrong_server_is_named(string example)
    {
        var (code, _, errors) = await ExampleRun.OfAsync(example, "gopher://nowhere", "server.example");

        Assert.Equal(2, code);
        Assert.StartsWith("first: ", errors, StringComparison.Ordinal);
    }

    public ValueTask InitializeAsync()
    {
        _names = FaultyUpstream.Start(ZoneModel.Of("example").WithAddresses("server.example", 30, "127.0.0.1"));
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _names.DisposeAsync();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    private async Task StartAsync(HttpProtocols protocols, Action<WebApplication> map)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = protocols));
        _server = builder.Build();
        map(_server);
        await _server.StartAsync();
    }
}
