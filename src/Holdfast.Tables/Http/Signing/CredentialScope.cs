namespace Holdfast.Tables.Http.Signing;

/// <summary>What a signature is for: a key, a day, a region and a service.</summary>
/// <param name="KeyId">The access key's id.</param>
/// <param name="Date">The day, as YYYYMMDD.</param>
/// <param name="Region">The region.</param>
/// <param name="Service">The service; <c>dynamodb</c>.</param>
/// <param name="Terminator">The end of it; <c>aws4_request</c>.</param>
internal readonly record struct CredentialScope(string KeyId, string Date, string Region, string Service, string Terminator)
{
    /// <summary>The only terminator there is.</summary>
    public const string Aws4Request = "aws4_request";

    /// <summary>Reads <c>KEY/DATE/REGION/SERVICE/TERMINATOR</c>; null when it has not five parts.</summary>
    public static CredentialScope? TryParse(string credential) =>
        credential.TrimEnd('/').Split('/') is [var key, var date, var region, var service, var terminator]
            ? new(key, date, region, service, terminator)
            : null;
}
