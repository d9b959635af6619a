using System.Diagnostics.CodeAnalysis;

namespace Holdfast.App.Configuration;

/// <summary>Relative paths of a configuration file count from its folder, so that it means the same wherever it is used.</summary>
internal static class ConfigPaths
{
    /// <summary>Makes every path whole.</summary>
    public static DaemonOptions Resolve(DaemonOptions options, string folder)
    {
        var server = options.Server;
        return options with
        {
            Server = server with
            {
                Certificate = server.Certificate is not { } certificate ? null : certificate with
                {
                    Path = certificate.Path.Length == 0 ? string.Empty : Whole(certificate.Path),
                    KeyPath = Whole(certificate.KeyPath),
                },
                HostsFiles = [.. server.HostsFiles.Select(path => Whole(path))],
                QueryLogPath = Whole(server.QueryLogPath),
                Zones = [.. server.Zones.Select(zone => zone.Path.Length == 0 ? zone : zone with { Path = Whole(zone.Path)! })],
            },
            Providers = [.. options.Providers.Select(provider => provider with
            {
                Endpoints = [.. provider.Endpoints.Select(endpoint => endpoint with { TrustFile = Whole(endpoint.TrustFile) })],
            })],
            GuardTrustFiles = [.. options.GuardTrustFiles.Select(path => Whole(path))],
            Admin = options.Admin with { TokenFile = Whole(options.Admin.TokenFile) },
            Store = options.Store with
            {
                Path = Whole(options.Store.Path),
                TrustFile = Whole(options.Store.TrustFile),
                Certificate = Whole(options.Store.Certificate),
                Key = Whole(options.Store.Key),
                PasswordFile = Whole(options.Store.PasswordFile),
            },
            Endpoints = options.Endpoints with { TrustFiles = [.. options.Endpoints.TrustFiles.Select(path => Whole(path))] },
            StateDirectory = Whole(options.StateDirectory),
        };

        [return: NotNullIfNotNull(nameof(path))]
        string? Whole(string? path) => path is null ? null : Path.GetFullPath(path, folder);
    }
}
