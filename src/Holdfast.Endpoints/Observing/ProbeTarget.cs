using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Holdfast.Wire.Names;

namespace Holdfast.Endpoints.Observing;

/// <summary>What a probe does.</summary>
public enum ProbeKind
{
    /// <summary>Opens a TCP connection.</summary>
    Tcp,

    /// <summary>Completes a TLS handshake with a certificate that is valid for the name.</summary>
    Tls,

    /// <summary>Sends an HTTP request.</summary>
    Http,

    /// <summary>Sends an HTTP request over TLS, with a certificate that is valid for the name.</summary>
    Https,
}

/// <summary>
/// What a member is asked, whatever its address: <c>tcp:443</c>, <c>tls:443</c>, <c>tls:443:api.example.com</c>, or a URL
/// <c>http://api.example.com:8080/health</c> whose name goes into the request and the handshake and is never resolved.
/// </summary>
/// <param name="Kind">What is done.</param>
/// <param name="Port">On which port, 1 to 65535.</param>
/// <param name="ServerName">The name in request and certificate; null for the pool's.</param>
/// <param name="Path">The path with its query; HTTP only.</param>
public sealed record ProbeTarget(ProbeKind Kind, int Port, string? ServerName = null, string Path = "/")
{
    /// <summary>What can be written, for people.</summary>
    public const string Allowed = "tcp:PORT, tls:PORT, tls:PORT:NAME, http://NAME[:PORT]/PATH or https://NAME[:PORT]/PATH";

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    /// <param name="text">The text.</param>
    /// <param name="target">The target, or null when the text is not one.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out ProbeTarget? target)
    {
        target = text is null ? null
            : text.StartsWith("tcp:", StringComparison.Ordinal) || text.StartsWith("tls:", StringComparison.Ordinal) ? ParsePort(text)
            : ParseUrl(text);
        return target is not null;
    }

    /// <summary>The target as the configuration has it.</summary>
    public override string ToString() => (Kind, ServerName) switch
    {
        (ProbeKind.Tcp, _) => string.Create(CultureInfo.InvariantCulture, $"tcp:{Port}"),
        (ProbeKind.Tls, null) => string.Create(CultureInfo.InvariantCulture, $"tls:{Port}"),
        (ProbeKind.Tls, _) => string.Create(CultureInfo.InvariantCulture, $"tls:{Port}:{ServerName}"),
        // Not read back: the pool's name is none of the target.
        (_, null) => string.Create(CultureInfo.InvariantCulture, $"{(Kind == ProbeKind.Https ? "https" : "http")}://*:{Port}{Path}"),
        _ => Url(ServerName).AbsoluteUri,
    };

    /// <summary>The URL of an HTTP request.</summary>
    internal Uri Url(string name) => new UriBuilder(Kind == ProbeKind.Https ? "https" : "http", ServerName ?? name, Port) { Path = PathOnly, Query = Query }.Uri;

    private string PathOnly => Path.IndexOf('?', StringComparison.Ordinal) is var at && at < 0 ? Path : Path[..at];

    private string Query => Path.IndexOf('?', StringComparison.Ordinal) is var at && at < 0 ? "" : Path[at..];

    private static ProbeTarget? ParsePort(string text)
    {
        var parts = text.Split(':');
        if (!int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port is < 1 or > 65_535)
        {
            return null;
        }

        return (parts[0], parts.Length) switch
        {
            ("tcp", 2) => new ProbeTarget(ProbeKind.Tcp, port),
            ("tls", 2) => new ProbeTarget(ProbeKind.Tls, port),
            ("tls", 3) when DomainName.TryParse(parts[2], out var name, out _) && !name.IsRoot => new ProbeTarget(ProbeKind.Tls, port, name.ToString().TrimEnd('.')),
            _ => null,
        };
    }

    private static ProbeTarget? ParseUrl(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Host.Length == 0 || url.UserInfo.Length > 0 || url.Fragment.Length > 0 || url.Port is < 1 or > 65_535)
        {
            return null;
        }

        return url.Scheme switch
        {
            "http" => new ProbeTarget(ProbeKind.Http, url.Port, url.Host, url.PathAndQuery),
            "https" => new ProbeTarget(ProbeKind.Https, url.Port, url.Host, url.PathAndQuery),
            _ => null,
        };
    }
}
