using System.Diagnostics;
using System.Text;

namespace Holdfast.TestPeers.RealServers;

/// <summary>A child process, what it wrote, and its certain end.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private const int MaxLogCharacters = 1 << 20;
    private static readonly HashSet<Process> _running = [];

    private readonly Process _process;
    private readonly StringBuilder _log = new();

    static ServerProcess() => AppDomain.CurrentDomain.ProcessExit += (_, _) => EndAll();

    /// <summary>Starts a program.</summary>
    public ServerProcess(string path, IEnumerable<string> arguments, string folder, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(path, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.Start();
        Pid = _process.Id;
        lock (_running)
        {
            _running.Add(_process);
        }

        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>The process id.</summary>
    public int Pid { get; }

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>The exit code, after the end.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>The process's standard input.</summary>
    public StreamWriter Input => _process.StandardInput;

    /// <summary>What it wrote to standard output and error, up to a limit.</summary>
    public string Log
    {
        get
        {
            lock (_log)
            {
                return _log.ToString();
            }
        }
    }

    /// <summary>Sends a signal.</summary>
    public void Send(Signal signal)
    {
        if (!_process.HasExited)
        {
            Signals.Send(Pid, signal);
        }
    }

    /// <summary>Sends a signal and waits for the end.</summary>
    public async Task EndAsync(Signal signal, CancellationToken cancellationToken = default)
    {
        Send(signal);
        await _process.WaitForExitAsync(cancellationToken);
    }

    /// <summary>Waits for the end.</summary>
    public Task WaitForExitAsync(CancellationToken cancellationToken = default) => _process.WaitForExitAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        End(_process);
        await _process.WaitForExitAsync();
        lock (_running)
        {
            _running.Remove(_process);
        }

        _process.Dispose();
    }

    private static void EndAll()
    {
        lock (_running)
        {
            foreach (var process in _running)
            {
                End(process);
            }
        }
    }

    private static void End(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It ended by itself.
        }
    }

    private void Keep(string? line)
    {
        lock (_log)
        {
            if (line is not null && _log.Length < MaxLogCharacters)
            {
                _log.AppendLine(line);
            }
        }
    }
}
