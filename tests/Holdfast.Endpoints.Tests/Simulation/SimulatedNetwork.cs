using Holdfast.Store;

namespace Holdfast.Endpoints.Tests.Simulation;

/// <summary>
/// The way to the store: requests wait here until the schedule lets them arrive, be lost, arrive after their sender gave up,
/// or arrive twice.
/// </summary>
internal sealed class SimulatedNetwork(SimulatedStore store, Random chance)
{
    // Requests nobody waits for any more, which may still arrive.
    private const int MaxStrays = 16;
    private readonly List<SimulatedCall> _strays = [];

    public SimulatedStore Store => store;

    /// <summary>How many requests arrived that nobody waited for any more.</summary>
    public int Strays { get; private set; }

    /// <summary>The store as one process sees it.</summary>
    public SimulatedClient Connect(string name) => new(name, this);

    /// <summary>The request of a process arrives and is answered, at once.</summary>
    public void Deliver(SimulatedClient client)
    {
        if (Take(client) is { } call)
        {
            Apply(call);
            call.Answer();
        }
    }

    /// <summary>Something happens to the request of a process, drawn by the seed.</summary>
    public void Disturb(SimulatedClient client)
    {
        switch (chance.Next(6))
        {
            case 0 when client.Call is { IsApplied: false } call: // carried out now, answered late
                call.Apply();
                break;
            case 1 when Take(client) is { } call: // the answer is lost
                Apply(call);
                call.Fail(new StoreException(StoreFault.Timeout, "no answer in time"));
                break;
            case 2 when Take(client) is { } call: // the request is lost, or arrives late
                Stray(call);
                call.Fail(new StoreException(StoreFault.Timeout, "no answer in time"));
                break;
            case 3 when client.Call is { IsApplied: false } && Take(client) is { } call: // refused at once
                call.Fail(new StoreException(StoreFault.Unavailable, "no quorum"));
                break;
            case 4 when Take(client) is { } call: // arrives twice, and the second answer comes first
                Apply(call);
                call.Apply();
                call.Answer();
                break;
            case 5 when Take(client) is { } call: // arrives again later
                Apply(call);
                Stray(call);
                call.Answer();
                break;
        }
    }

    /// <summary>The process is gone; what it sent may still arrive.</summary>
    public void Drop(SimulatedClient client)
    {
        if (Take(client) is { } call)
        {
            Stray(call);
        }
    }

    /// <summary>A request that nobody waits for arrives.</summary>
    public void ArriveLate()
    {
        if (_strays.Count > 0)
        {
            var call = _strays[chance.Next(_strays.Count)];
            _strays.Remove(call);
            Strays++;
            call.Apply();
        }
    }

    /// <summary>No request is under way that nobody waits for.</summary>
    public void ForgetStrays() => _strays.Clear();

    private static void Apply(SimulatedCall call)
    {
        if (!call.IsApplied)
        {
            call.Apply();
        }
    }

    private static SimulatedCall? Take(SimulatedClient client)
    {
        var call = client.Call;
        client.Call = null;
        return call;
    }

    private void Stray(SimulatedCall call)
    {
        if (_strays.Count < MaxStrays)
        {
            _strays.Add(call);
        }
    }
}
