using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;

namespace Holdfast.Tables.Http.Signing;

/// <summary>The keys that are configured, and those derived from them: one for each day, region and service.</summary>
internal sealed class SigningKeys(IEnumerable<AccessKey> keys)
{
    /// <summary>Derived keys that are kept; a day, a region and a service make one, so few are ever needed.</summary>
    private const int MaxDerived = 1024;

    private readonly FrozenDictionary<string, AccessKey> _keys = keys.ToFrozenDictionary(key => key.Id, StringComparer.Ordinal);
    private readonly ConcurrentDictionary<CredentialScope, byte[]> _derived = new();

    /// <summary>The key that signs under a scope; null when its id is not known.</summary>
    public byte[]? Derive(CredentialScope scope)
    {
        if (_derived.TryGetValue(scope, out var derived))
        {
            return derived;
        }

        if (!_keys.TryGetValue(scope.KeyId, out var key))
        {
            return null;
        }

        if (_derived.Count >= MaxDerived)
        {
            _derived.Clear();
        }

        return _derived[scope] = Derive(key.Secret, scope);
    }

    /// <summary>Signature Version 4: the secret, then date, region, service and terminator, each the message of the next.</summary>
    public static byte[] Derive(string secret, CredentialScope scope)
    {
        var key = Encoding.UTF8.GetBytes("AWS4" + secret);
        foreach (var part in (string[])[scope.Date, scope.Region, scope.Service, scope.Terminator])
        {
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        }

        return key;
    }
}
