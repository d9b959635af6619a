using System.Collections.Immutable;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Holdfast.Server.Zones;

namespace Holdfast.App.Configuration;

/// <summary>What must hold between options, and between them and the machine: everything that could stop a start.</summary>
internal static class ConfigRules
{
    /// <summary>Checks options that were read without problems.</summary>
    public static void Check(DaemonOptions options, ConfigReading reading)
    {
        CheckProviders(options, reading);
        CheckForwarding(options, reading);
        CheckGuard(options, reading);
        CheckListening(options, reading);
        CheckAdmin(options, reading);
        for (var i = 0; i < options.Server.HostsFiles.Length; i++)
        {
            CheckFile($"local.hosts[{i}]", options.Server.HostsFiles[i], reading);
        }

        CheckZones(options.Server.Zones, reading);
        StoreRules.Check(options.Store, reading);
        CheckEndpoints(options.Endpoints, reading);
        VirtualAddressRules.Check(options.VirtualAddresses, options.Endpoints, reading);
        if (File.Exists(options.StateDirectory))
        {
            reading.Problem("state", options.StateDirectory, "is a file", "a folder, which is made when it is not there");
        }

        foreach (var fault in reading.Problems.Count > 0
            ? []
            : options.Server.Faults().Concat(options.Cache.Faults()).Concat(options.Resolver.Faults()).Concat(options.Guard.Faults()))
        {
            reading.Problem(string.Empty, null, fault);
        }
    }

    private static void CheckProviders(DaemonOptions options, ConfigReading reading)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        if (options.AllProviders.IsEmpty && options.Server.ResolvedClients is not { IsEmpty: true })
        {
            reading.Problem("providers", null, "is empty, and the system has no servers of its own", "at least one provider");
        }

        for (var i = 0; i < options.Providers.Length; i++)
        {
            var provider = options.Providers[i];
            var path = $"providers[{i}]";
            if (!names.Add(provider.Name))
            {
                reading.Problem($"{path}.name", provider.Name, "is the name of another provider too", "a name of its own");
            }
            else if (provider.Name == DaemonOptions.SystemName && options.UseSystemServers)
            {
                reading.Problem($"{path}.name", provider.Name, "is what the system's own servers are called", "another name, or system-servers: false");
            }

            if (provider.Endpoints.IsEmpty)
            {
                reading.Problem($"{path}.endpoints", null, "is empty", "at least one");
            }

            for (var j = 0; j < provider.Endpoints.Length; j++)
            {
                if (provider.Endpoints[j].TrustFile is { } file)
                {
                    CheckCertificates($"{path}.endpoints[{j}]", file, reading);
                }
            }
        }

        if (options.AllProviders.SelectMany(provider => provider.Endpoints).ToList() is { Count: > 0 } all && all.TrueForAll(endpoint => endpoint.NeedsBootstrap))
        {
            reading.Problem("providers", null, "can reach nobody: every endpoint is a name, and nobody is there to resolve it", "at least one endpoint with an address");
        }
    }

    private static void CheckForwarding(DaemonOptions options, ConfigReading reading)
    {
        var known = options.AllProviders.Select(provider => provider.Name).ToHashSet(StringComparer.Ordinal);
        for (var i = 0; i < options.Forward.Length; i++)
        {
            var rule = options.Forward[i];
            if (rule.Providers.IsEmpty)
            {
                reading.Problem($"forward[{i}].providers", null, "is empty", string.Join(", ", known));
            }

            for (var j = 0; j < rule.Providers.Length; j++)
            {
                if (!known.Contains(rule.Providers[j]))
                {
                    reading.Problem($"forward[{i}].providers[{j}]", rule.Providers[j], "is no provider here", string.Join(", ", known));
                }
            }

            if (options.Forward.Take(i).Any(other => other.Suffix == rule.Suffix))
            {
                reading.Problem($"forward[{i}].suffix", rule.Suffix.ToString(), "has a rule already");
            }
        }
    }

    private static void CheckGuard(DaemonOptions options, ConfigReading reading)
    {
        var rules = options.Guard.Rules;
        for (var i = 0; i < rules.Length; i++)
        {
            if (rules.Take(i).Any(other => other.Name == rules[i].Name && other.Types.Intersect(rules[i].Types).Any()))
            {
                reading.Problem($"guard[{i}]", rules[i].Name.ToString(), "is guarded already");
            }

            foreach (var fault in rules[i].Faults())
            {
                reading.Problem($"guard[{i}]", fault.Value, $"is not allowed for {fault.Key}", fault.Allowed);
            }
        }

        for (var i = 0; i < options.GuardTrustFiles.Length; i++)
        {
            CheckCertificates($"guard-trust[{i}]", options.GuardTrustFiles[i], reading);
        }
    }

    private static void CheckListening(DaemonOptions options, ConfigReading reading)
    {
        var server = options.Server;
        if (server.Udp.IsEmpty && server.Tcp.IsEmpty && server.Tls.IsEmpty && server.Https.IsEmpty)
        {
            reading.Problem("listen", null, "listens nowhere", "at least one address");
        }

        if (server.Certificate is null or { Path.Length: 0 })
        {
            if (server.Tls.Length + server.Https.Length > 0)
            {
                reading.Problem("listen", null, "listens for TLS or HTTPS without a certificate", "listen.certificate, and listen.key unless the key stands in it");
            }
            else if (server.Certificate is not null)
            {
                reading.Problem("listen.key", server.Certificate.KeyPath, "is the key of no certificate", "listen.certificate besides");
            }

            return;
        }

        try
        {
            var file = server.Certificate;
            using var certificate = LoadCertificate(file.Path, file.KeyPath, file.Password);
            if (!certificate.HasPrivateKey)
            {
                reading.Problem("listen.certificate", file.Path, "holds no private key", "listen.key besides");
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            reading.Problem("listen.certificate", server.Certificate.Path, $"cannot be used: {fault.Message.TrimEnd('.')}", "a certificate and its private key");
        }
    }

    internal static X509Certificate2 LoadCertificate(string path, string? keyPath, string? password) =>
        path.EndsWith(".pfx", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".p12", StringComparison.OrdinalIgnoreCase)
            ? X509CertificateLoader.LoadPkcs12FromFile(path, password)
            : X509Certificate2.CreateFromPemFile(path, keyPath);

    private static void CheckAdmin(DaemonOptions options, ConfigReading reading)
    {
        var admin = options.Admin;
        if (!admin.Enabled)
        {
            return;
        }

        if (admin.TokenFile is null)
        {
            if (!IPAddress.IsLoopback(admin.Listen.Address))
            {
                reading.Problem("admin.listen", admin.Listen.ToString(), "is open to others without a token", "an address on loopback, or admin.token-file besides");
            }
        }
        else if (CheckFile("admin.token-file", admin.TokenFile, reading) && File.ReadAllText(admin.TokenFile).Trim().Length < AdminToken.MinCharacters)
        {
            reading.Problem("admin.token-file", admin.TokenFile, "holds too short a token", $"at least {AdminToken.MinCharacters} characters");
        }
    }

    // What the files say is not looked at here: one broken zone keeps no other from being served.
    private static void CheckZones(ImmutableArray<ZoneFileOptions> zones, ConfigReading reading)
    {
        for (var i = 0; i < zones.Length; i++)
        {
            if (zones.Take(i).Any(other => other.Name == zones[i].Name))
            {
                reading.Problem($"zones[{i}].name", zones[i].Name.ToString(), "is the name of another zone too", "one file for a zone");
            }

            CheckFile($"zones[{i}].file", zones[i].Path, reading);
        }
    }

    private static void CheckEndpoints(EndpointsSection endpoints, ConfigReading reading)
    {
        foreach (var fault in endpoints.Service.Faults())
        {
            reading.Problem($"endpoints.{fault.Place}", fault.Value, fault.Message, fault.Allowed);
        }

        for (var i = 0; i < endpoints.TrustFiles.Length; i++)
        {
            CheckCertificates($"endpoints.trust[{i}]", endpoints.TrustFiles[i], reading);
        }
    }

    internal static void CheckCertificates(string path, string file, ConfigReading reading)
    {
        if (!CheckFile(path, file, reading))
        {
            return;
        }

        try
        {
            var certificates = new X509Certificate2Collection();
            certificates.ImportFromPemFile(file);
            if (certificates.Count == 0)
            {
                reading.Problem(path, file, "holds no certificate", "a PEM file with at least one");
            }
        }
        catch (CryptographicException fault)
        {
            reading.Problem(path, file, $"cannot be read: {fault.Message.TrimEnd('.')}", "a PEM file with at least one certificate");
        }
    }

    internal static bool CheckFile(string path, string file, ConfigReading reading)
    {
        try
        {
            using var opened = File.OpenRead(file);
            return true;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            reading.Problem(path, file, fault is FileNotFoundException or DirectoryNotFoundException ? "is not there" : "cannot be read", "a file that can be read");
            return false;
        }
    }
}
