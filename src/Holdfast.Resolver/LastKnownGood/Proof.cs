using System.Globalization;
using Holdfast.Wire.Names;

namespace Holdfast.Resolver.LastKnownGood;

/// <summary>What an address must do to prove that it still serves a name.</summary>
public enum ProofKind
{
    /// <summary>Accept a TCP connection.</summary>
    Tcp,

    /// <summary>Complete a TLS handshake with a certificate that is valid for the name.</summary>
    Tls,
}

/// <summary>One thing that every address of a guarded name must do before it is served from memory.</summary>
/// <param name="Kind">What.</param>
/// <param name="Port">On which port, 1 to 65535.</param>
/// <param name="ServerName">The name the certificate must be valid for; null for the name that was asked. TLS only.</param>
public sealed record Proof(ProofKind Kind, int Port, DomainName? ServerName = null)
{
    /// <summary>A TCP connection.</summary>
    /// <param name="port">1 to 65535.</param>
    public static Proof Tcp(int port) => new(ProofKind.Tcp, port);

    /// <summary>A TLS handshake.</summary>
    /// <param name="port">1 to 65535; 443 by default.</param>
    /// <param name="serverName">The name the certificate must be valid for; the name that was asked by default.</param>
    public static Proof Tls(int port = 443, DomainName? serverName = null) => new(ProofKind.Tls, port, serverName);

    /// <summary>Reads what <see cref="ToString"/> writes: <c>tcp:443</c>, <c>tls:443</c>, <c>tls:443:api.example.com</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="proof">The proof, or null when the text is not one.</param>
    public static bool TryParse(string text, out Proof? proof)
    {
        ArgumentNullException.ThrowIfNull(text);
        proof = null;
        var parts = text.Split(':');
        if (parts.Length < 2 || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            || port is < 1 or > 65_535)
        {
            return false;
        }

        DomainName? name = null;
        proof = (parts[0], parts.Length) switch
        {
            ("tcp", 2) => Tcp(port),
            ("tls", 2) => Tls(port),
            ("tls", 3) when DomainName.TryParse(parts[2], out name, out _) => Tls(port, name),
            _ => null,
        };
        return proof is not null;
    }

    /// <summary>The proof as the configuration has it.</summary>
    public override string ToString()
    {
        var port = Port.ToString(CultureInfo.InvariantCulture);
        return Kind == ProofKind.Tcp ? $"tcp:{port}"
            : ServerName is null ? $"tls:{port}"
            : $"tls:{port}:{ServerName.ToString().TrimEnd('.')}";
    }
}
