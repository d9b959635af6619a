using System.Net;

namespace Holdfast.TestPeers.RealServers;

/// <summary>A real server that runs on loopback until it is disposed of, and answers from the moment it is handed out.</summary>
public sealed class RealServer : IAsyncDisposable
{
    private const int MaxAttempts = 4;
    private static readonly TimeSpan _startLimit = TimeSpan.FromSeconds(20);

    private readonly ServerProgram _program;
    private readonly IReadOnlyList<string> _arguments;
    private ServerProcess _process;

    private RealServer(ServerProgram program, ServerSite site)
    {
        _program = program;
        Site = site;
        _arguments = program.Prepare(site);
        _process = Start();
    }

    /// <summary>Its directory and ports.</summary>
    public ServerSite Site { get; }

    /// <summary>Where it answers over UDP and TCP.</summary>
    public IPEndPoint EndPoint => Site.EndPoint;

    /// <summary>Where it answers over TLS, if it does.</summary>
    public IPEndPoint TlsEndPoint => new(IPAddress.Loopback, Site.TlsPort);

    /// <summary>Where it answers over HTTPS, if it does.</summary>
    public IPEndPoint HttpsEndPoint => new(IPAddress.Loopback, Site.HttpsPort);

    /// <summary>The process id.</summary>
    public int Pid => _process.Pid;

    /// <summary>What the process wrote.</summary>
    public string Log => _process.Log;

    /// <summary>Starts a server and waits until it answers. Ports lost to somebody else meanwhile are picked anew.</summary>
    /// <exception cref="InvalidOperationException">It is not installed, or never answered; the message has its log.</exception>
    public static async Task<RealServer> StartAsync(ServerProgram program, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(program);
        if (!program.IsInstalled)
        {
            throw new InvalidOperationException($"{program.Executable} is missing: apt-get install {program.Package}");
        }

        for (var attempt = 1; ; attempt++)
        {
            var server = new RealServer(program, ServerSite.Create());
            if (await Readiness.WaitAsync(program, server.EndPoint, () => server._process.HasExited, _startLimit, cancellationToken))
            {
                return server;
            }

            var log = server.Log;
            await server.DisposeAsync();
            if (attempt == MaxAttempts)
            {
                throw new InvalidOperationException($"{program.Executable} never answered at {server.EndPoint}:\n{log}");
            }
        }
    }

    /// <summary>Sends a signal.</summary>
    public void Send(Signal signal) => _process.Send(signal);

    /// <summary>Ends the process, leaving directory and ports for <see cref="StartAgainAsync"/>.</summary>
    public Task EndAsync(Signal signal, CancellationToken cancellationToken = default) => _process.EndAsync(signal, cancellationToken);

    /// <summary>Starts the process again as it was configured, and waits until it answers.</summary>
    /// <exception cref="InvalidOperationException">It never answered; the message has its log.</exception>
    public async Task StartAgainAsync(CancellationToken cancellationToken = default)
    {
        if (!await TryStartAgainAsync(_startLimit, cancellationToken))
        {
            throw new InvalidOperationException($"{_program.Executable} did not come back at {EndPoint}:\n{Log}");
        }
    }

    /// <summary>Starts the process again as it was configured, and waits a while for an answer.</summary>
    /// <returns>False when none came: some servers say nothing at all while nobody upstream does.</returns>
    public async Task<bool> TryStartAgainAsync(TimeSpan patience, CancellationToken cancellationToken = default)
    {
        await _process.DisposeAsync();
        _process = Start();
        return await Readiness.WaitAsync(_program, EndPoint, () => _process.HasExited, patience, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        try
        {
            Directory.Delete(Site.Folder, recursive: true);
        }
        catch (IOException)
        {
            // A child of the server still writes; the system's own cleaning of the temporary directory sees to it.
        }
    }

    private ServerProcess Start() => new(_program.Path!, _arguments, Site.Folder);
}
