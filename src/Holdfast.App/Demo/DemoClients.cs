using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Holdfast.Endpoints.Planning;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Names;
using Holdfast.Wire.Records;

namespace Holdfast.App.Demo;

/// <summary>What clients met so far.</summary>
internal sealed record DemoTally
{
    /// <summary>Questions asked.</summary>
    public int Asked { get; init; }

    /// <summary>Questions that got no answer, or an error.</summary>
    public int Unanswered { get; init; }

    /// <summary>Answers without an address.</summary>
    public int Empty { get; init; }

    /// <summary>Answers, or plans taken by the server, of an older generation than the one before.</summary>
    public int Older { get; init; }

    /// <summary>HTTP requests made.</summary>
    public int Requests { get; init; }

    /// <summary>Of them served by the second or third address of the answer, since the first did not answer.</summary>
    public int ServedByOthers { get; init; }

    /// <summary>Requests that no address of the answer served.</summary>
    public int Failed { get; init; }
}

/// <summary>Asks the name 20 times a second as a stub resolver does, and fetches a page from what it is answered, throughout.</summary>
/// <param name="name">The name.</param>
/// <param name="server">Our DNS server.</param>
/// <param name="time">Time.</param>
/// <param name="fetch">Fetches a page at an address; false when it does not serve. A virtual address would stand here.</param>
internal sealed class DemoClients(DomainName name, IPEndPoint server, TimeProvider time, Func<IPAddress, CancellationToken, Task<bool>> fetch)
{
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<long, string> _served = [];
    private long _newest;
    private DemoTally _tally = new();

    /// <summary>What they met so far.</summary>
    public DemoTally Tally => Volatile.Read(ref _tally);

    /// <summary>Notes a plan that the server serves from now on.</summary>
    public void Note(EndpointPlan plan)
    {
        if (plan.Generation.Value <= Interlocked.Read(ref _newest))
        {
            Count(tally => tally with { Older = tally.Older + 1 });
        }

        _served[plan.Generation.Value] = Text(plan.Serving.Select(member => member.Address));
        Interlocked.Exchange(ref _newest, plan.Generation.Value);
    }

    /// <summary>Asks and fetches until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(_interval, time);
        var fetching = Task.CompletedTask;
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                var addresses = await AskAsync(cancellationToken);
                if (addresses.Count > 0 && fetching.IsCompleted)
                {
                    fetching = FetchAsync(addresses, cancellationToken);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // It is over.
        }

        await fetching;
    }

    private async Task<IReadOnlyList<IPAddress>> AskAsync(CancellationToken cancellationToken)
    {
        var before = Interlocked.Read(ref _newest);
        Count(tally => tally with { Asked = tally.Asked + 1 });
        var answer = await ExchangeAsync(cancellationToken) ?? await ExchangeAsync(cancellationToken);
        if (answer is not { ResponseCode: ResponseCode.NoError })
        {
            Count(tally => tally with { Unanswered = tally.Unanswered + 1 });
            return [];
        }

        IPAddress[] addresses = [.. answer.Answers.Select(record => record.Data).OfType<AData>().Select(data => data.Address)];
        if (addresses.Length == 0)
        {
            Count(tally => tally with { Empty = tally.Empty + 1 });
        }
        else if (!await IsOfAsync(Text(addresses), before, cancellationToken))
        {
            Count(tally => tally with { Older = tally.Older + 1 });
        }

        return addresses;
    }

    // The zone has a plan a moment before we are told of it.
    private async Task<bool> IsOfAsync(string addresses, long oldest, CancellationToken cancellationToken)
    {
        const int Looks = 20;
        for (var n = 0; n < Looks; n++)
        {
            if (_served.Any(plan => plan.Key >= oldest && plan.Value == addresses))
            {
                return true;
            }

            await Task.Delay(_interval, time, cancellationToken);
        }

        return false;
    }

    private async Task<Message?> ExchangeAsync(CancellationToken cancellationToken)
    {
        using var socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        using var patience = new CancellationTokenSource(_patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await socket.ConnectAsync(server, either.Token);
            await socket.SendAsync(Message.Query(new Question(name, RecordType.A), 1).ToOctets(), either.Token);
            var octets = new byte[Message.MaxOctets];
            var length = await socket.ReceiveAsync(octets, either.Token);
            return Message.TryRead(octets.AsSpan(0, length), out var message, out _, out _) ? message : null;
        }
        catch (Exception fault) when (fault is SocketException || (fault is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }

    private async Task FetchAsync(IReadOnlyList<IPAddress> addresses, CancellationToken cancellationToken)
    {
        try
        {
            for (var n = 0; n < addresses.Count; n++)
            {
                if (await fetch(addresses[n], cancellationToken))
                {
                    Count(tally => tally with { Requests = tally.Requests + 1, ServedByOthers = tally.ServedByOthers + (n > 0 ? 1 : 0) });
                    return;
                }
            }

            Count(tally => tally with { Requests = tally.Requests + 1, Failed = tally.Failed + 1 });
        }
        catch (OperationCanceledException)
        {
            // It is over: a request that was cut off by us says nothing.
        }
    }

    private void Count(Func<DemoTally, DemoTally> change)
    {
        DemoTally before;
        do
        {
            before = Tally;
        }
        while (Interlocked.CompareExchange(ref _tally, change(before), before) != before);
    }

    private static string Text(IEnumerable<IPAddress> addresses) => string.Join(' ', addresses.Select(address => address.ToString()).Order(StringComparer.Ordinal));
}
