using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Holdfast.Tables.Http.Signing;

/// <summary>
/// A request in the one form that both sides sign (Signature Version 4, "Create a canonical request"): method, path, query,
/// signed headers, their names, the hash of the body.
/// </summary>
internal static class CanonicalRequest
{
    private const string Signature = "X-Amz-Signature";
    private static readonly SearchValues<char> _unreserved =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~");

    public static byte[] Build(HttpRequest request, string signedHeaders, ReadOnlySpan<byte> bodyHash)
    {
        var text = new StringBuilder(512);
        text.Append(request.Method).Append('\n');
        AppendPath(text, request);
        text.Append('\n');
        AppendQuery(text, request.Query);
        text.Append('\n');
        foreach (var range in signedHeaders.AsSpan().Split(';'))
        {
            var name = signedHeaders[range];
            text.Append(name).Append(':');
            AppendValue(text, request.Headers[name]);
            text.Append('\n');
        }

        text.Append('\n').Append(signedHeaders).Append('\n').Append(Convert.ToHexStringLower(bodyHash));
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    // All services but S3 encode each segment of the path once more.
    private static void AppendPath(StringBuilder text, HttpRequest request)
    {
        var target = request.HttpContext.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "/";
        var question = target.IndexOf('?');
        var path = question < 0 ? target.AsSpan() : target.AsSpan(0, question);
        if (path is "/" or "")
        {
            text.Append('/');
            return;
        }

        foreach (var range in path.Split('/'))
        {
            var segment = path[range];
            if (range.Start.Value > 0)
            {
                text.Append('/');
            }

            AppendEncoded(text, segment);
        }
    }

    private static void AppendQuery(StringBuilder text, IQueryCollection query)
    {
        if (query.Count == 0)
        {
            return;
        }

        var pairs = query.Where(pair => pair.Key != Signature)
            .SelectMany(pair => pair.Value, (pair, value) => (Name: Encode(pair.Key), Value: Encode(value ?? "")))
            .OrderBy(pair => pair.Name, StringComparer.Ordinal).ThenBy(pair => pair.Value, StringComparer.Ordinal);
        text.AppendJoin('&', pairs.Select(pair => $"{pair.Name}={pair.Value}"));
    }

    // Values are trimmed, runs of spaces become one, repeated headers are joined by commas.
    private static void AppendValue(StringBuilder text, Microsoft.Extensions.Primitives.StringValues values)
    {
        for (var i = 0; i < values.Count; i++)
        {
            if (i > 0)
            {
                text.Append(',');
            }

            var value = values[i].AsSpan().Trim(' ');
            if (!value.Contains("  ", StringComparison.Ordinal))
            {
                text.Append(value);
                continue;
            }

            for (var at = 0; at < value.Length; at++)
            {
                if (value[at] != ' ' || value[at - 1] != ' ')
                {
                    text.Append(value[at]);
                }
            }
        }
    }

    private static string Encode(string value)
    {
        var text = new StringBuilder(value.Length);
        AppendEncoded(text, value);
        return text.ToString();
    }

    private static void AppendEncoded(StringBuilder text, ReadOnlySpan<char> value)
    {
        if (!value.ContainsAnyExcept(_unreserved))
        {
            text.Append(value);
            return;
        }

        foreach (var octet in Encoding.UTF8.GetBytes(value.ToArray()))
        {
            if (_unreserved.Contains((char)octet))
            {
                text.Append((char)octet);
            }
            else
            {
                text.Append('%').Append(octet.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
            }
        }
    }
}
