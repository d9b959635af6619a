using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Holdfast.App.Admin;

/// <summary>What came of a request to a daemon: a value, or a sentence for people.</summary>
internal readonly record struct AdminResult<T>(T? Value, string? Problem)
    where T : class;

/// <summary>Talks to a running daemon's admin API.</summary>
internal sealed class AdminClient(Uri address, string? token) : IDisposable
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false })
    {
        BaseAddress = address,
        Timeout = _timeout,
        DefaultRequestHeaders = { Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token) },
    };

    /// <summary>Sends a request.</summary>
    /// <param name="method">GET, POST or DELETE.</param>
    /// <param name="path">The path with its query.</param>
    /// <param name="type">How the value is read.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<AdminResult<T>> SendAsync<T>(
        HttpMethod method, string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            using var request = new HttpRequestMessage(method, path);
            using var response = await _http.SendAsync(request, cancellationToken);
            if (response.IsSuccessStatusCode || response.StatusCode == HttpStatusCode.UnprocessableEntity)
            {
                return new(await response.Content.ReadFromJsonAsync(type, cancellationToken), null);
            }

            return new(null, await DescribeAsync(response, cancellationToken));
        }
        catch (HttpRequestException fault)
        {
            return new(null, $"no daemon answers at {address}: {fault.InnerException?.Message ?? fault.Message} ('holdfast serve' starts one; --admin says where it is)");
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new(null, $"the daemon at {address} did not answer within {_timeout.TotalSeconds:0} s");
        }
        catch (JsonException)
        {
            return new(null, $"what answers at {address} is no holdfast daemon");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<string> DescribeAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.StatusCode == HttpStatusCode.Unauthorized)
        {
            return $"the daemon at {address} wants a token: --token-file FILE, or {Configuration.AdminToken.Variable}";
        }

        if (response.Content.Headers.ContentType?.MediaType != "application/json")
        {
            return $"what answers at {address} is no holdfast daemon (HTTP {(int)response.StatusCode})";
        }

        var problem = await response.Content.ReadFromJsonAsync(AdminJson.Default.ProblemModel, cancellationToken);
        return problem?.Problem ?? $"HTTP {(int)response.StatusCode}";
    }
}
