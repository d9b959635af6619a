using System.Net;
using Holdfast.Wire.Edns;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Names;
using Holdfast.Wire.Records;

namespace Holdfast.TestPeers.Probing;

/// <summary>
/// Asks a server at a steady rate, whether it answers or not (an open loop: a slow server does not slow the questions),
/// from a few sockets, and notes what becomes of each query.
/// </summary>
public sealed class Prober : IAsyncDisposable
{
    private const int Sockets = 4;

    /// <summary>After this long an answer is of no use any more.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly ProbeSocket[] _sockets;
    private readonly ProbeClass[] _classes;
    private readonly double _weights;
    private readonly Random _chance;
    private readonly Dictionary<string, byte[]> _queries = new(StringComparer.Ordinal);

    public Prober(IPEndPoint server, IEnumerable<ProbeClass> classes, int seed = 1)
    {
        _classes = [.. classes];
        _weights = _classes.Sum(one => one.Weight);
        _chance = new Random(seed);
        _sockets = [.. Enumerable.Range(0, Sockets).Select(_ => new ProbeSocket(server))];
    }

    /// <summary>Asks for a while, then waits out the patience of the last query.</summary>
    public async Task<ProbeTally> RunAsync(double queriesPerSecond, TimeSpan duration, CancellationToken cancellationToken = default)
    {
        var samples = await Task.Factory.StartNew(
            () => Send(queriesPerSecond, duration, cancellationToken), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await Task.Delay(Patience + TimeSpan.FromMilliseconds(50), cancellationToken);
        foreach (var socket in _sockets)
        {
            socket.Forget();
        }

        return new ProbeTally(samples);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var socket in _sockets)
        {
            await socket.DisposeAsync();
        }
    }

    private List<ProbeSample> Send(double queriesPerSecond, TimeSpan duration, CancellationToken cancellationToken)
    {
        var samples = new List<ProbeSample>((int)(queriesPerSecond * duration.TotalSeconds) + 1);
        var start = TimeProvider.System.GetTimestamp();
        for (var due = TimeSpan.Zero; due < duration && !cancellationToken.IsCancellationRequested; due += TimeSpan.FromSeconds(1 / queriesPerSecond))
        {
            while (TimeProvider.System.GetElapsedTime(start) < due)
            {
                Thread.Sleep(1);
            }

            var @class = Draw();
            var sample = new ProbeSample(@class, TimeProvider.System.GetElapsedTime(start));
            samples.Add(sample);
            _sockets[samples.Count % Sockets].Ask(QueryFor(@class.Pick(_chance)), sample);
        }

        return samples;
    }

    private ProbeClass Draw()
    {
        var drawn = _chance.NextDouble() * _weights;
        foreach (var one in _classes)
        {
            drawn -= one.Weight;
            if (drawn < 0)
            {
                return one;
            }
        }

        return _classes[^1];
    }

    private byte[] QueryFor(string name)
    {
        if (!_queries.TryGetValue(name, out var query))
        {
            query = Message.Query(new Question(DomainName.Parse(name), RecordType.A), 0, new EdnsRecord()).ToOctets();
            _queries[name] = query;
        }

        return query;
    }
}
