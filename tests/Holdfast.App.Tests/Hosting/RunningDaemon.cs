using System.Globalization;
using System.Net;
using Holdfast.TestPeers.RealServers;
using Holdfast.TestPeers.Tools;

namespace Holdfast.App.Tests.Hosting;

/// <summary>A daemon in a process of its own, with a configuration, state and ports of its own.</summary>
internal sealed class RunningDaemon : IAsyncDisposable
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(60);

    private readonly ServerProcess _process;

    private RunningDaemon(ServerProcess process, Scratch scratch, int port, int adminPort) =>
        (_process, Scratch, Port, AdminPort) = (process, scratch, port, adminPort);

    /// <summary>Its folder: configuration in <c>holdfast.yaml</c>, state in <c>state</c>.</summary>
    public Scratch Scratch { get; }

    /// <summary>Its DNS port on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>Its admin port on 127.0.0.1.</summary>
    public int AdminPort { get; }

    /// <summary>Its admin address.</summary>
    public string Admin => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{AdminPort}");

    /// <summary>What it wrote.</summary>
    public string Log => _process.Log;

    /// <summary>Starts a daemon and waits until it answers.</summary>
    /// <param name="rest">The configuration besides listeners, admin and state.</param>
    /// <param name="scratch">A folder of an earlier run to start from; null for a new one.</param>
    /// <param name="environment">Environment variables.</param>
    /// <param name="listeners">More of the section listen, each begun with a comma.</param>
    public static async Task<RunningDaemon> StartAsync(
        string rest, Scratch? scratch = null, Dictionary<string, string>? environment = null, string listeners = "")
    {
        scratch ??= new Scratch();
        var ports = FreePorts.Pick(2);
        var path = scratch.Write("holdfast.yaml", Configuration(ports[0], ports[1], rest, listeners));
        var daemon = new RunningDaemon(
            new ServerProcess("dotnet", [HoldfastProgram.Assembly, "serve", "--config", path], scratch.Folder, environment), scratch, ports[0], ports[1]);
        try
        {
            await daemon.WaitForLogAsync(" answers, configured by ");
            await daemon.UntilAsync(daemon.IsReadyAsync, "the admin API");
            return daemon;
        }
        catch
        {
            await daemon.DisposeAsync();
            throw;
        }
    }

    /// <summary>Writes another configuration over the one it runs with.</summary>
    public void Configure(string rest) => Scratch.Write("holdfast.yaml", Configuration(Port, AdminPort, rest));

    /// <summary>Sends it a signal.</summary>
    public void Send(Signal signal) => _process.Send(signal);

    /// <summary>Ends it by a signal; its folder stays until it is disposed.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> EndAsync(Signal signal)
    {
        await _process.EndAsync(signal, TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    /// <summary>Asks it with dig.</summary>
    public async Task<string> DigAsync(params string[] words) => (await CommandLineTool.RunAsync(
        "dig",
        ["@127.0.0.1", "-p", Port.ToString(CultureInfo.InvariantCulture), "+tries=1", "+timeout=10", .. words],
        cancellationToken: TestContext.Current.CancellationToken)).Output;

    /// <summary>Runs a command against it.</summary>
    public Task<ToolResult> RunAsync(params string[] words) => HoldfastProgram.RunAsync([.. words, "--admin", Admin]);

    /// <summary>Sends a request to its admin API.</summary>
    public async Task<(HttpStatusCode Status, string Body)> HttpAsync(HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(method, $"http://{Admin}{path}");
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>Waits until it has written a text.</summary>
    public Task WaitForLogAsync(string text) => UntilAsync(() => Task.FromResult(Log.Contains(text, StringComparison.Ordinal)), $"the log to say '{text}'");

    /// <summary>Waits until something holds.</summary>
    public async Task UntilAsync(Func<Task<bool>> holds, string what)
    {
        using var patience = new CancellationTokenSource(_limit);
        while (!await holds())
        {
            Assert.False(_process.HasExited, $"The daemon ended while waiting for {what}:\n{Log}");
            Assert.False(patience.IsCancellationRequested, $"Waited in vain for {what}:\n{Log}");
            await Task.Delay(20, TestContext.Current.CancellationToken); // between two looks, not for an effect
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        Scratch.Dispose();
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            return (await HttpAsync(HttpMethod.Get, "/readyz")).Status == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static string Configuration(int port, int adminPort, string rest, string listeners = "") => string.Create(CultureInfo.InvariantCulture, $$"""
        listen: {udp: "127.0.0.1:{{port}}", tcp: "127.0.0.1:{{port}}"{{listeners}}}
        admin: {listen: "127.0.0.1:{{adminPort}}"}
        system-servers: false
        state: state
        {{rest}}
        """);
}
