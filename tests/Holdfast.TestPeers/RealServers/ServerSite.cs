using System.Net;

namespace Holdfast.TestPeers.RealServers;

/// <summary>Where one real server lives while it is tried: a directory and loopback ports of its own.</summary>
/// <param name="Folder">A directory that is deleted afterwards.</param>
/// <param name="Port">For UDP and TCP.</param>
/// <param name="TlsPort">For DNS over TLS, where the program speaks it.</param>
/// <param name="HttpsPort">For DNS over HTTPS, where the program speaks it.</param>
/// <param name="ControlPort">For the program's own control channel, where it cannot do without.</param>
public sealed record ServerSite(string Folder, int Port, int TlsPort, int HttpsPort, int ControlPort)
{
    /// <summary>Makes a directory and picks ports that are free now; whoever binds them must be ready to try again.</summary>
    public static ServerSite Create()
    {
        var ports = FreePorts.Pick(4);
        return new ServerSite(Directory.CreateTempSubdirectory("holdfast-peer-").FullName, ports[0], ports[1], ports[2], ports[3]);
    }

    /// <summary>Where the server answers over UDP and TCP.</summary>
    public IPEndPoint EndPoint => new(IPAddress.Loopback, Port);

    /// <summary>A path in the directory.</summary>
    public string PathOf(string name) => Path.Combine(Folder, name);

    /// <summary>Writes a file into the directory.</summary>
    /// <returns>Its path.</returns>
    public string Write(string name, string text)
    {
        var path = PathOf(name);
        File.WriteAllText(path, text);
        return path;
    }
}
