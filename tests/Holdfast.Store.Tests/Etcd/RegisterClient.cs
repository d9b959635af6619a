using Holdfast.Store.Tests.Contract;
using Holdfast.Store.Tests.Linearizability;
using static Holdfast.Store.Tests.Contract.StoreText;

namespace Holdfast.Store.Tests.Etcd;

/// <summary>A client that reads, writes and compares-and-sets a few keys, and records when and with what outcome.</summary>
internal sealed class RegisterClient(IOrderedStore store, int number, int clients)
{
    private const int Keys = 3, CallsAKey = 60; // of each client, then other keys

    private readonly Random _chance = new(number);
    private readonly Lock _lock = new();
    private TaskCompletionSource _acknowledged = NewSignal();
    private int _acknowledgedLeft;
    private int _lastSeen;
    private int _writes;

    public List<RegisterOperation> History { get; } = [];

    /// <summary>Ends when some more changes of this client were acknowledged.</summary>
    public Task NextAcknowledgedAsync()
    {
        lock (_lock)
        {
            (_acknowledged, _acknowledgedLeft) = (NewSignal(), 10);
            return _acknowledged.Task.WaitAsync(TimeSpan.FromSeconds(30), Token);
        }
    }

    public async Task RunAsync(CancellationToken stop)
    {
        for (var call = 0; !stop.IsCancellationRequested; call++)
        {
            var key = $"register/{call / CallsAKey}-{_chance.Next(Keys)}";
            await (_chance.Next(3) switch
            {
                0 => ReadAsync(key),
                1 => WriteAsync(key),
                _ => CompareAndSetAsync(key),
            });
        }

        await store.DisposeAsync();
    }

    public Task ReadAsync(string key) => RecordAsync(new(key, RegisterCall.Read, 0, 0, true, 0, 0), async operation =>
    {
        _lastSeen = int.Parse(await store.GetAsync(key) ?? "0");
        return operation with { Value = _lastSeen };
    });

    private Task WriteAsync(string key) => RecordAsync(new(key, RegisterCall.Write, 0, NewValue(), true, 0, 0), async operation =>
    {
        await store.PutAsync(key, $"{operation.Value}");
        return operation;
    });

    private Task CompareAndSetAsync(string key) => RecordAsync(new(key, RegisterCall.CompareAndSet, _lastSeen, NewValue(), true, 0, 0), async operation =>
    {
        var condition = operation.Expected == 0 ? StoreCondition.Absent(Octets(key)) : StoreCondition.ValueIs(Octets(key), Octets($"{operation.Expected}"));
        var result = await store.CommitAsync(new([condition], [Put(key, $"{operation.Value}")]), Token);
        return operation with { Succeeded = result.IsCommitted };
    });

    private async Task RecordAsync(RegisterOperation planned, Func<RegisterOperation, Task<RegisterOperation>> call)
    {
        planned = planned with { Began = TimeProvider.System.GetTimestamp() };
        try
        {
            var done = await call(planned);
            History.Add(done with { Ended = TimeProvider.System.GetTimestamp() });
            if (done.Call != RegisterCall.Read && done.Succeeded)
            {
                Acknowledge();
            }
        }
        catch (StoreException fault) when (fault.Fault == StoreFault.Timeout)
        {
            History.Add(planned with { Ended = RegisterOperation.Never });
        }
        catch (StoreException fault) when (fault.Fault == StoreFault.Unavailable)
        {
            // Nothing was read or changed.
        }
    }

    private void Acknowledge()
    {
        lock (_lock)
        {
            if (--_acknowledgedLeft == 0)
            {
                _acknowledged.SetResult();
            }
        }
    }

    private int NewValue() => (++_writes * (clients + 1)) + number + 1; // no two writes of the same

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
