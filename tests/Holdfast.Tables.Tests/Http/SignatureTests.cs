using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Holdfast.Tables.Http.Signing;
using Holdfast.Tables.Tests.Sdk;
using Microsoft.Extensions.Time.Testing;
using static Holdfast.Tables.Tests.Sdk.Tables;

namespace Holdfast.Tables.Tests.Http;

/// <summary>Signatures, made by hand where Amazon's client would not make them. Each part is wrong in turn.</summary>
public sealed class SignatureTests : IAsyncLifetime
{
    private static readonly DateTimeOffset _now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly FakeTimeProvider _time = new(_now);
    private readonly HttpClient _http = new();
    private TestServer? _server;

    public async ValueTask InitializeAsync() => _server = await TestServer.OnMemoryAsync(time: _time);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server!.DisposeAsync();
    }

    [Fact]
    public async Task Amazons_signatures_are_accepted_and_those_of_other_keys_refused()
    {
        await using var server = await TestServer.OnMemoryAsync();
        await server.Client.ListTablesAsync(Token);
        using var stranger = server.NewClient(new AccessKey("AKIDOTHER", "secret"));
        Assert.Equal("UnrecognizedClientException: The security token included in the request is invalid.", await FaultAsync(() => stranger.ListTablesAsync(Token)));
        using var guesser = server.NewClient(TestServer.Key with { Secret = "guess" });
        Assert.StartsWith(
            "InvalidSignatureException: The request signature we calculated does not match the signature you provided.",
            await FaultAsync(() => guesser.ListTablesAsync(Token)));
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(-14, null)]
    [InlineData(14, null)]
    [InlineData(-16, "Signature expired: 20260102T024805Z is now earlier than 20260102T024905Z (20260102T030405Z - 15 min.)")]
    [InlineData(16, "Signature not yet current: 20260102T032005Z is still later than 20260102T031905Z (20260102T030405Z + 15 min.)")]
    public async Task A_clock_may_be_off_by_a_quarter_of_an_hour(int minutes, string? fault) =>
        await AssertAsync(Sign(_now.AddMinutes(minutes)), fault);

    [Theory]
    [InlineData("Signature=0", "does not match the signature you provided")]
    [InlineData("SignedHeaders=x-amz-date;x-amz-target", "'Host' must be a 'SignedHeader' in the AWS Authorization.")]
    [InlineData("SignedHeaders=host;x-amz-date", "'X-Amz-Target' must be a 'SignedHeader' in the AWS Authorization.")]
    [InlineData("Credential=AKIDEXAMPLE/20260102/us-east-1/dynamodb", "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got 'AKIDEXAMPLE/20260102/us-east-1/dynamodb'")]
    [InlineData("Credential=AKIDEXAMPLE/20260102/mars/dynamodb/aws4_request", "Credential should be scoped to a valid region, not 'mars'.")]
    [InlineData("Credential=AKIDEXAMPLE/20260102/us-east-1/s3/aws4_request", "Credential should be scoped to correct service: 'dynamodb'.")]
    [InlineData("Credential=AKIDEXAMPLE/20260101/us-east-1/dynamodb/aws4_request", "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '20260101' != '20260102', from '20260102T030405Z'.")]
    [InlineData("Credential=", "Authorization header requires 'Credential' parameter. Authorization=AWS4-HMAC-SHA256")]
    [InlineData("Credential", "'Credential' not a valid key=value pair (missing equal-sign) in Authorization header")]
    public async Task Each_part_of_the_header_is_checked(string part, string fault)
    {
        var request = Sign(_now);
        var name = part.Split('=')[0];
        var header = string.Join(", ", request.Headers.GetValues("Authorization").Single()["AWS4-HMAC-SHA256 ".Length..].Split(", ")
            .Select(one => one.StartsWith(name, StringComparison.Ordinal) ? part : one));
        request.Headers.Remove("Authorization");
        request.Headers.TryAddWithoutValidation("Authorization", "AWS4-HMAC-SHA256 " + header);
        await AssertAsync(request, fault);
    }

    [Fact]
    public async Task A_body_changed_on_its_way_is_refused()
    {
        var request = Sign(_now);
        request.Content = new StringContent("""{"Limit":1}""");
        await AssertAsync(request, "does not match the signature you provided");
    }

    [Fact]
    public async Task Without_a_signature_there_is_no_answer()
    {
        var request = Sign(_now);
        request.Headers.Remove("Authorization");
        await AssertAsync(request, "Request is missing Authentication Token");
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(59, null)]
    [InlineData(61, "Signature expired")]
    public async Task A_presigned_request_is_good_for_as_long_as_it_says(int secondsLater, string? fault)
    {
        var date = _now.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var query = $"X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20260102%2Fus-east-1%2Fdynamodb%2Faws4_request"
            + $"&X-Amz-Date={date}&X-Amz-Expires=60&X-Amz-SignedHeaders=host%3Bx-amz-target";
        var signature = SignatureOf($"POST\n/\n{query}\nhost:{_server!.Address.Authority}\nx-amz-target:DynamoDB_20120810.ListTables\n\nhost;x-amz-target\n{Hash("{}")}", date);
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_server.Address, $"?{query}&X-Amz-Signature={signature}")) { Content = new StringContent("{}") };
        request.Headers.Add("X-Amz-Target", "DynamoDB_20120810.ListTables");
        _time.Advance(TimeSpan.FromSeconds(secondsLater));
        await AssertAsync(request, fault);
    }

    // The request of ListTables, signed from AWS's description of the procedure.
    private HttpRequestMessage Sign(DateTimeOffset at)
    {
        var date = at.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var request = new HttpRequestMessage(HttpMethod.Post, _server!.Address) { Content = new StringContent("{}") };
        request.Headers.Add("X-Amz-Target", "DynamoDB_20120810.ListTables");
        request.Headers.Add("X-Amz-Date", date);
        const string Signed = "host;x-amz-date;x-amz-target";
        var signature = SignatureOf(
            $"POST\n/\n\nhost:{_server.Address.Authority}\nx-amz-date:{date}\nx-amz-target:DynamoDB_20120810.ListTables\n\n{Signed}\n{Hash("{}")}", date);
        request.Headers.TryAddWithoutValidation(
            "Authorization",
            $"AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260102/us-east-1/dynamodb/aws4_request, SignedHeaders={Signed}, Signature={signature}");
        return request;
    }

    private static string SignatureOf(string canonical, string date)
    {
        var key = Encoding.UTF8.GetBytes("AWS4" + TestServer.Key.Secret);
        foreach (var part in (string[])["20260102", "us-east-1", "dynamodb", "aws4_request"])
        {
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        }

        var toSign = $"AWS4-HMAC-SHA256\n{date}\n20260102/us-east-1/dynamodb/aws4_request\n{Hash(canonical)}";
        return Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(toSign)));
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private async Task AssertAsync(HttpRequestMessage request, string? fault)
    {
        using (request)
        {
            using var answer = await _http.SendAsync(request, Token);
            var body = await answer.Content.ReadAsStringAsync(Token);
            if (fault is null)
            {
                Assert.Equal("""{"TableNames":[]}""", body);
            }
            else
            {
                Assert.Equal(System.Net.HttpStatusCode.BadRequest, answer.StatusCode);
                Assert.Contains(fault, body);
            }
        }
    }
}
