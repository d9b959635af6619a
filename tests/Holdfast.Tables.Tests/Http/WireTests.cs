using System.IO.Compression;
using System.IO.Hashing;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Holdfast.Tables.Tests.Sdk;
using static Holdfast.Tables.Tests.Sdk.Tables;

namespace Holdfast.Tables.Tests.Http;

/// <summary>The wire itself, by plain requests to a server that takes any key.</summary>
public sealed class WireTests : IAsyncLifetime
{
    private readonly HttpClient _http = new();
    private TestServer? _server;

    public async ValueTask InitializeAsync()
    {
        _server = await TestServer.OnMemoryAsync(new()
        {
            Signing = new() { AcceptAnyKey = true }, BodyTimeout = TimeSpan.FromMilliseconds(300), MaxRequestOctets = 1 << 20,
            ListenHttp2 = [new(IPAddress.Loopback, 0)],
        });
        await _server.Client.MakeAsync("table", hasRange: false);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server!.DisposeAsync();
    }

    [Theory]
    [InlineData("DynamoDB_20120810.Nothing")]
    [InlineData("DynamoDBStreams_20120810.ListStreams")]
    [InlineData("ListTables")]
    [InlineData("")]
    public async Task An_operation_that_is_not_known_is_an_UnknownOperationException(string target)
    {
        var (status, body) = await SendAsync(target, "{}");
        Assert.Equal((HttpStatusCode.BadRequest, """{"__type":"com.amazon.coral.service#UnknownOperationException"}"""), (status, body));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("nonsense")]
    [InlineData("""{"TableName":"\ud800"}""")]
    [InlineData("""{"\udc00":1}""")]
    public async Task A_body_that_is_no_JSON_is_a_SerializationException(string json)
    {
        var (status, body) = await SendAsync("DynamoDB_20120810.ListTables", json);
        Assert.Equal((HttpStatusCode.BadRequest, """{"__type":"com.amazon.coral.service#SerializationException"}"""), (status, body));
    }

    [Theory]
    [InlineData("""{"TableName":1}""", "NUMBER_VALUE cannot be converted to String")]
    [InlineData("""{"TableName":true}""", "TRUE_VALUE cannot be converted to String")]
    [InlineData("""{"TableName":{}}""", "Start of structure or map found where not expected")]
    [InlineData("""{"TableName":"table","ConsistentRead":1}""", "NUMBER_VALUE cannot be converted to Boolean")]
    [InlineData("""{"TableName":"table","Key":[]}""", "Unrecognized collection type java.util.Map<java.lang.String, com.amazonaws.dynamodb.v20120810.AttributeValue>")]
    public async Task A_member_of_the_wrong_type_is_a_SerializationException(string json, string message)
    {
        var (status, body) = await SendAsync("DynamoDB_20120810.GetItem", json);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("com.amazon.coral.service#SerializationException", body);
        Assert.Contains(message, body);
    }

    [Fact]
    public async Task Missing_members_are_told_together_with_their_number()
    {
        var (_, body) = await SendAsync("DynamoDB_20120810.GetItem", "{}");
        Assert.Equal(
            """{"__type":"com.amazon.coral.validate#ValidationException","message":"2 validation errors detected: Value null at 'tableName' failed to satisfy constraint: Member must not be null; Value null at 'key' failed to satisfy constraint: Member must not be null"}""",
            body);
    }

    [Fact]
    public async Task An_answer_has_a_request_id_and_the_checksum_of_what_is_sent()
    {
        using var answer = await PostAsync(_server!.Address, "DynamoDB_20120810.ListTables", new ByteArrayContent("{}"u8.ToArray()));
        Assert.Matches("^[A-Z0-9]{52}$", Assert.Single(answer.Headers.GetValues("x-amzn-RequestId")));
        var body = await answer.Content.ReadAsByteArrayAsync(Token);
        Assert.Equal($"{Crc32.HashToUInt32(body)}", Assert.Single(answer.Headers.GetValues("x-amz-crc32")));
        Assert.Equal("application/x-amz-json-1.0", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Both_sides_may_pack_with_gzip()
    {
        await _server!.Client.PutItemAsync("table", Item(("h", S("a")), ("p", S(new string('x', 10_000)))), Token);
        var content = new ByteArrayContent(Pack("""{"TableName":"table","Key":{"h":{"S":"a"}}}"""u8));
        content.Headers.ContentEncoding.Add("gzip");
        using var request = Request(_server.Address, "DynamoDB_20120810.GetItem", content);
        request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("gzip"));
        using var answer = await _http.SendAsync(request, Token);
        var packed = await answer.Content.ReadAsByteArrayAsync(Token);
        Assert.Equal("gzip", Assert.Single(answer.Content.Headers.ContentEncoding));
        Assert.Equal($"{Crc32.HashToUInt32(packed)}", Assert.Single(answer.Headers.GetValues("x-amz-crc32")));
        using var unpacked = new StreamReader(new GZipStream(new MemoryStream(packed), CompressionMode.Decompress));
        Assert.Contains("xxxxxxxxxx", await unpacked.ReadToEndAsync(Token));
    }

    [Fact]
    public async Task A_body_that_is_larger_than_allowed_is_413_unpacked_or_packed()
    {
        var large = new byte[(1 << 20) + 1];
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await PostAsync(_server!.Address, "DynamoDB_20120810.ListTables", new ByteArrayContent(large))).StatusCode);
        var packed = new ByteArrayContent(Pack(large));
        packed.Headers.ContentEncoding.Add("gzip");
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await PostAsync(_server.Address, "DynamoDB_20120810.ListTables", packed)).StatusCode);
    }

    [Fact]
    public async Task A_body_that_does_not_come_in_time_is_408_and_the_connection_ends()
    {
        using var client = new TcpClient();
        await client.ConnectAsync(_server!.Server.EndPoints[0], Token);
        var stream = client.GetStream();
        await stream.WriteAsync("POST / HTTP/1.1\r\nHost: x\r\nX-Amz-Target: DynamoDB_20120810.ListTables\r\nContent-Length: 100\r\n\r\n{"u8.ToArray(), Token);
        using var reader = new StreamReader(stream);
        Assert.StartsWith("HTTP/1.1 408", await reader.ReadToEndAsync(Token));
    }

    [Fact]
    public async Task HTTP_2_in_clear_serves_clients_that_know_so()
    {
        using var request = Request(new Uri($"http://{_server!.Server.EndPoints[1]}/"), "DynamoDB_20120810.ListTables", new ByteArrayContent("{}"u8.ToArray()));
        (request.Version, request.VersionPolicy) = (HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact);
        using var answer = await _http.SendAsync(request, Token);
        Assert.Equal((HttpVersion.Version20, """{"TableNames":["table"]}"""), (answer.Version, await answer.Content.ReadAsStringAsync(Token)));
    }

    [Fact]
    public async Task GET_tells_that_somebody_is_there() =>
        Assert.Equal("healthy: dynamodb.us-east-1.amazonaws.com ", await _http.GetStringAsync(_server!.Address, Token));

    [Fact]
    public async Task One_request_too_many_is_throttled_at_once()
    {
        await using var server = await TestServer.OnMemoryAsync(new() { Signing = new() { AcceptAnyKey = true }, MaxConcurrentRequests = 1 });
        using var client = new TcpClient();
        await client.ConnectAsync(server.Server.EndPoints[0], Token);
        var stream = client.GetStream();
        await stream.WriteAsync("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 100\r\n\r\n"u8.ToArray(), Token);
        var begun = new byte[12];
        await stream.ReadExactlyAsync(begun, Token); // it asks for the body: it is inside
        Assert.Equal("HTTP/1.1 100", Encoding.ASCII.GetString(begun));
        using var answer = await PostAsync(server.Address, "DynamoDB_20120810.ListTables", new ByteArrayContent("{}"u8.ToArray()));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("ThrottlingException", await answer.Content.ReadAsStringAsync(Token));
    }

    private static byte[] Pack(ReadOnlySpan<byte> content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(content);
        }

        return packed.ToArray();
    }

    private static HttpRequestMessage Request(Uri address, string target, HttpContent content)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = content };
        request.Headers.TryAddWithoutValidation("X-Amz-Target", target);
        request.Headers.TryAddWithoutValidation("X-Amz-Date", "20260101T000000Z");
        request.Headers.TryAddWithoutValidation("Authorization", "AWS4-HMAC-SHA256 Credential=any/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=00");
        return request;
    }

    private async Task<HttpResponseMessage> PostAsync(Uri address, string target, HttpContent content)
    {
        using var request = Request(address, target, content);
        return await _http.SendAsync(request, Token);
    }

    private async Task<(HttpStatusCode Status, string Body)> SendAsync(string target, string json)
    {
        using var answer = await PostAsync(_server!.Address, target, new StringContent(json));
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Token));
    }
}
