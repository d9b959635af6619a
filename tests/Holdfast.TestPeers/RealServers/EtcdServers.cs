using System.Net;
using Holdfast.TestPeers.Certificates;

namespace Holdfast.TestPeers.RealServers;

/// <summary>
/// A real etcd cluster on loopback, quick to notice a dead leader: heartbeat 20 ms, election 200 ms. Its members can be
/// killed, paused and started again one by one.
/// </summary>
public sealed class EtcdServers : IAsyncDisposable
{
    private const string Package = "etcd-server";
    private static readonly TimeSpan _startLimit = TimeSpan.FromSeconds(20);

    private readonly string _path;
    private readonly string _folder = Directory.CreateTempSubdirectory("holdfast-etcd-").FullName;
    private readonly CertificateFiles? _certificate;
    private readonly IReadOnlyList<string> _options;
    private readonly int[] _ports;
    private readonly ServerProcess[] _members;
    private readonly HttpClient _http = new();

    private EtcdServers(string path, int members, TestCertificate? certificate, IReadOnlyList<string> options)
    {
        (_path, _options) = (path, options);
        _certificate = certificate?.WriteTo(_folder);
        _ports = FreePorts.Pick(3 * members);
        _members = [.. Enumerable.Range(0, members).Select(Start)];
    }

    /// <summary>Where the members answer clients.</summary>
    public IReadOnlyList<Uri> Endpoints => [.. _members.Select((_, member) => Endpoint(member))];

    /// <summary>Starts a cluster, and waits until every member knows a leader.</summary>
    /// <param name="members">How many.</param>
    /// <param name="certificate">Answer clients over TLS with this.</param>
    /// <param name="options">More arguments for every member.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidOperationException">It is not installed, or never answered; the message has a log.</exception>
    public static async Task<EtcdServers> StartAsync(
        int members = 3, TestCertificate? certificate = null, IReadOnlyList<string>? options = null, CancellationToken cancellationToken = default)
    {
        var path = ServerProgram.Find("etcd") ?? throw new InvalidOperationException($"etcd is missing: apt-get install {Package}");
        for (var attempt = 1; ; attempt++)
        {
            EtcdServers servers = new(path, members, certificate, options ?? []);
            try
            {
                for (var member = 0; member < members; member++)
                {
                    await servers.WaitAsync(member, cancellationToken);
                }

                return servers;
            }
            catch (InvalidOperationException) when (attempt < 4)
            {
                await servers.DisposeAsync(); // a port went to somebody else meanwhile
            }
        }
    }

    /// <summary>Sends a member a signal.</summary>
    public void Send(int member, Signal signal) => _members[member].Send(signal);

    /// <summary>Kills a member (SIGKILL), leaving its data.</summary>
    public Task KillAsync(int member) => _members[member].EndAsync(Signal.Kill);

    /// <summary>Starts a killed member again, and waits until it knows a leader.</summary>
    public async Task StartAgainAsync(int member, CancellationToken cancellationToken = default)
    {
        await _members[member].DisposeAsync();
        _members[member] = Start(member);
        await WaitAsync(member, cancellationToken);
    }

    /// <summary>Which member leads; null while none does.</summary>
    public async Task<int?> LeaderAsync(CancellationToken cancellationToken = default)
    {
        for (var member = 0; member < _members.Length; member++)
        {
            if (!_members[member].HasExited && (await MetricsAsync(member, cancellationToken)).Contains("etcd_server_is_leader 1", StringComparison.Ordinal))
            {
                return member;
            }
        }

        return null;
    }

    /// <summary>Whether a member knows a leader.</summary>
    public async Task<bool> HasLeaderAsync(int member, CancellationToken cancellationToken = default) =>
        (await MetricsAsync(member, cancellationToken)).Contains("etcd_server_has_leader 1", StringComparison.Ordinal);

    /// <summary>What a member wrote.</summary>
    public string Log(int member) => _members[member].Log;

    public async ValueTask DisposeAsync()
    {
        foreach (var member in _members)
        {
            await member.DisposeAsync();
        }

        _http.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private Uri Endpoint(int member) => new(Client(member));

    private string Client(int member) => $"{(_certificate is null ? "http" : "https")}://{IPAddress.Loopback}:{_ports[3 * member]}";

    private string Peer(int member) => $"http://{IPAddress.Loopback}:{_ports[(3 * member) + 1]}";

    private ServerProcess Start(int member)
    {
        string[] tls = _certificate is null ? [] : ["--cert-file", _certificate.ChainPath, "--key-file", _certificate.KeyPath];
        return new(
            _path,
            [
                "--name", $"m{member}", "--data-dir", Path.Combine(_folder, $"m{member}"),
                "--listen-client-urls", Client(member), "--advertise-client-urls", Client(member),
                "--listen-peer-urls", Peer(member), "--initial-advertise-peer-urls", Peer(member),
                "--listen-metrics-urls", $"http://{IPAddress.Loopback}:{_ports[(3 * member) + 2]}",
                "--initial-cluster", string.Join(',', Enumerable.Range(0, _ports.Length / 3).Select(one => $"m{one}={Peer(one)}")),
                "--initial-cluster-state", "new", "--heartbeat-interval", "20", "--election-timeout", "200", "--log-level", "error",
                .. tls, .. _options,
            ],
            _folder);
    }

    private async Task WaitAsync(int member, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_startLimit);
        while (!await HasLeaderAsync(member, cancellationToken))
        {
            if (limit.IsCancellationRequested || _members[member].HasExited)
            {
                cancellationToken.ThrowIfCancellationRequested();
                throw new InvalidOperationException($"etcd never had a leader at {Endpoint(member)}:\n{Log(member)}");
            }

            await Task.Delay(10, cancellationToken);
        }
    }

    // Metrics come from a listener of their own, without TLS.
    private async Task<string> MetricsAsync(int member, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(1));
        try
        {
            return await _http.GetStringAsync(new Uri($"http://{IPAddress.Loopback}:{_ports[(3 * member) + 2]}/metrics"), patience.Token);
        }
        catch (HttpRequestException)
        {
            return "";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return ""; // paused
        }
    }
}
