using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Holdfast.Tables.Items;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Tables.Http.Signing;

/// <summary>
/// Whether a request was signed by who holds a key (Signature Version 4): its form, its time, its scope, its key, the signature.
/// The order in which faults are found is AWS's.
/// </summary>
internal sealed class SignatureVerifier(SigningOptions options, string region, TimeProvider time)
{
    private const string Algorithm = "AWS4-HMAC-SHA256";
    private const string Service = "dynamodb";
    private const string BasicFormat = "yyyyMMdd'T'HHmmss'Z'";
    private const int MaxExpirySeconds = 7 * 24 * 3600;

    private readonly SigningKeys _keys = new(options.Keys);

    /// <summary>Checks a request against its body.</summary>
    /// <returns>What is wrong; null when nothing is.</returns>
    public TableError? Verify(HttpRequest request, ReadOnlySpan<byte> body)
    {
        var reading = SignatureParameters.Read(request);
        if (reading.Parameters is not { } parameters)
        {
            return reading.Fault;
        }

        if (options.AcceptAnyKey)
        {
            return null; // for development: whoever asks is believed
        }

        if (ReadDate(parameters) is not { } date)
        {
            return TableError.IncompleteSignature(
                $"Date must be in ISO-8601 'basic format'. Got '{parameters.Date}'. See http://en.wikipedia.org/wiki/ISO_8601");
        }

        return CheckTime(parameters, date) ?? CheckForm(request, parameters) ?? CheckScope(request, parameters, date, body);
    }

    private static DateTimeOffset? ReadDate(SignatureParameters parameters) =>
        DateTimeOffset.TryParseExact(parameters.Date, [BasicFormat, "r"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
            ? date
            : null;

    private TableError? CheckTime(SignatureParameters parameters, DateTimeOffset date)
    {
        var now = time.GetUtcNow();
        var lifetime = options.ClockSkew;
        if (parameters.IsPresigned)
        {
            if (!int.TryParse(parameters.Expires, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds is < 1 or > MaxExpirySeconds)
            {
                return TableError.IncompleteSignature(
                    $"X-Amz-Expires must be a number of seconds from 1 to {MaxExpirySeconds}. Got '{parameters.Expires}'. Re-examine the query-string parameters.");
            }

            lifetime = TimeSpan.FromSeconds(seconds);
        }

        var (from, to) = (now - lifetime, now + options.ClockSkew);
        return date < from
            ? TableError.InvalidSignature(
                $"Signature expired: {Format(date)} is now earlier than {Format(from)} ({Format(now)} - {Minutes(lifetime)} min.)")
            : date > to
                ? TableError.InvalidSignature(
                    $"Signature not yet current: {Format(date)} is still later than {Format(to)} ({Format(now)} + {Minutes(options.ClockSkew)} min.)")
                : null;
    }

    // An operation's name that was not signed could be another's.
    private static TableError? CheckForm(HttpRequest request, SignatureParameters parameters)
    {
        foreach (var name in (string[])["Host", "X-Amz-Target"])
        {
            if (!Signs(parameters.SignedHeaders, name) && (name == "Host" || request.Headers.ContainsKey(name)))
            {
                return TableError.InvalidSignature($"'{name}' must be a 'SignedHeader' in the AWS Authorization.");
            }
        }

        return parameters.Algorithm == Algorithm
            ? null
            : TableError.IncompleteSignature($"Unsupported AWS 'algorithm': '{parameters.Algorithm}' (only {Algorithm} for now). ");
    }

    private static bool Signs(string signedHeaders, string name)
    {
        foreach (var range in signedHeaders.AsSpan().Split(';'))
        {
            if (signedHeaders.AsSpan()[range].Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private TableError? CheckScope(HttpRequest request, SignatureParameters parameters, DateTimeOffset date, ReadOnlySpan<byte> body)
    {
        if (CredentialScope.TryParse(parameters.Credential) is not { } scope)
        {
            return TableError.IncompleteSignature(
                $"Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '{parameters.Credential}'");
        }

        var day = date.UtcDateTime.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        var faults = (scope.Region == region ? "" : $"Credential should be scoped to a valid region, not '{scope.Region}'. ")
            + (scope.Service == Service ? "" : $"Credential should be scoped to correct service: '{Service}'. ")
            + (scope.Terminator == CredentialScope.Aws4Request
                ? ""
                : $"Credential should be scoped with a valid terminator: '{CredentialScope.Aws4Request}', not '{scope.Terminator}'. ")
            + (scope.Date == day
                ? ""
                : $"Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '{scope.Date}' != '{day}', from '{Format(date)}'.");
        if (faults.Length > 0)
        {
            return TableError.InvalidSignature(faults.TrimEnd());
        }

        if (_keys.Derive(scope) is not { } key)
        {
            return TableError.UnrecognizedClient();
        }

        return IsSignedBy(key, scope, request, parameters, date, body)
            ? null
            : TableError.InvalidSignature(
                "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. "
                + "Consult the service documentation for details.");
    }

    private static bool IsSignedBy(
        byte[] key, CredentialScope scope, HttpRequest request, SignatureParameters parameters, DateTimeOffset date, ReadOnlySpan<byte> body)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(body, hash);
        SHA256.HashData(CanonicalRequest.Build(request, parameters.SignedHeaders, hash), hash);
        var toSign = $"{Algorithm}\n{Format(date)}\n{scope.Date}/{scope.Region}/{scope.Service}/{scope.Terminator}\n{Convert.ToHexStringLower(hash)}";
        HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(toSign), hash);
        return CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hash)), Encoding.UTF8.GetBytes(parameters.Signature));
    }

    private static string Format(DateTimeOffset date) => date.UtcDateTime.ToString(BasicFormat, CultureInfo.InvariantCulture);

    private static string Minutes(TimeSpan span) => span.TotalMinutes.ToString("0.##", CultureInfo.InvariantCulture);
}
