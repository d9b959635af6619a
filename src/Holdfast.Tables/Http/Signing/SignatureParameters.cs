using Holdfast.Tables.Items;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Tables.Http.Signing;

/// <summary>Where a request says how it was signed: in its Authorization header, or in its query when it was signed beforehand.</summary>
/// <param name="Algorithm">The algorithm.</param>
/// <param name="Credential">Key and scope, not yet taken apart.</param>
/// <param name="SignedHeaders">Names of headers in lower case, joined by semicolons.</param>
/// <param name="Signature">The signature, in hexadecimal.</param>
/// <param name="Date">When it was signed, as <c>YYYYMMDDTHHMMSSZ</c> or, from a Date header, as HTTP has it.</param>
/// <param name="Expires">Presigned: how many seconds it is good for; null otherwise.</param>
internal sealed record SignatureParameters(string Algorithm, string Credential, string SignedHeaders, string Signature, string Date, string? Expires)
{
    private static readonly string[] _presigned = ["X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Signature", "X-Amz-SignedHeaders", "X-Amz-Date"];

    /// <summary>Whether it was signed beforehand.</summary>
    public bool IsPresigned => Expires is not null;

    public static SignatureReading Read(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        var isPresigned = request.Query.ContainsKey("X-Amz-Algorithm");
        return (header.Length > 0, isPresigned) switch
        {
            (true, true) => new(Fault: TableError.InvalidSignature(
                "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.")),
            (false, true) => ReadQuery(request.Query),
            _ when !header.TrimStart().StartsWith("AWS4-", StringComparison.Ordinal) => new(Fault: TableError.MissingAuthenticationToken()),
            _ => ReadHeader(header.Trim(), request.Headers),
        };
    }

    private static SignatureReading ReadHeader(string header, IHeaderDictionary headers)
    {
        var space = header.IndexOf(' ');
        string? credential = null, signed = null, signature = null;
        foreach (var part in space < 0 ? [] : header[space..].Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var equals = part.IndexOf('=');
            if (equals < 0)
            {
                return new(Fault: TableError.IncompleteSignature(
                    $"'{part}' not a valid key=value pair (missing equal-sign) in Authorization header: '{header}'."));
            }

            var value = part[(equals + 1)..];
            switch (part[..equals])
            {
                case "Credential": credential = value; break;
                case "SignedHeaders": signed = value; break;
                case "Signature": signature = value; break;
                default: break;
            }
        }

        var date = headers.TryGetValue("X-Amz-Date", out var amz) ? amz.ToString() : headers.Date.ToString();
        var missing = Missing("Credential", credential) + Missing("Signature", signature) + Missing("SignedHeaders", signed)
            + (date.Length > 0 ? "" : "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ");
        return missing.Length > 0
            ? new(Fault: TableError.IncompleteSignature($"{missing}Authorization={header}"))
            : new(new(space < 0 ? header : header[..space], credential!, signed!, signature!, date, Expires: null));

        static string Missing(string name, string? value) => string.IsNullOrEmpty(value) ? $"Authorization header requires '{name}' parameter. " : "";
    }

    private static SignatureReading ReadQuery(IQueryCollection query)
    {
        var missing = string.Concat(_presigned.Where(name => query[name].ToString().Length == 0)
            .Select(name => $"AWS query-string parameters must include '{name}'. "));
        return missing.Length > 0
            ? new(Fault: TableError.IncompleteSignature($"{missing}Re-examine the query-string parameters."))
            : new(new(
                query["X-Amz-Algorithm"].ToString(),
                query["X-Amz-Credential"].ToString(),
                query["X-Amz-SignedHeaders"].ToString(),
                query["X-Amz-Signature"].ToString(),
                query["X-Amz-Date"].ToString(),
                query["X-Amz-Expires"].ToString()));
    }
}

/// <summary>What was found: how it was signed, or what is wrong with saying so.</summary>
internal readonly record struct SignatureReading(SignatureParameters? Parameters = null, TableError? Fault = null);
