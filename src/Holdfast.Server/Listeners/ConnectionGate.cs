using Holdfast.Server.Pipeline;

namespace Holdfast.Server.Listeners;

/// <summary>How many connections are open, in all and of each client. Its tables are as large as its limit, no larger.</summary>
internal sealed class ConnectionGate
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ClientAddress, int> _perClient = [];
    private int _count;

    /// <summary>How many are open.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Lets a connection in, unless a limit is reached.</summary>
    public bool TryEnter(ClientAddress client, ServerOptions options)
    {
        lock (_lock)
        {
            var own = _perClient.GetValueOrDefault(client);
            if (_count >= options.MaxConnections || own >= options.MaxConnectionsPerClient)
            {
                return false;
            }

            _count++;
            _perClient[client] = own + 1;
            return true;
        }
    }

    /// <summary>A connection is closed.</summary>
    public void Leave(ClientAddress client)
    {
        lock (_lock)
        {
            _count--;
            if (--_perClient[client] is var left && left > 0)
            {
                _perClient[client] = left;
            }
            else
            {
                _perClient.Remove(client);
            }
        }
    }

    /// <summary>
    /// How long a connection may be idle now: the whole time while less than half of the connections are open, then less
    /// and less, down to a hundredth (RFC 7766 §6.2.3 asks servers to manage what they have).
    /// </summary>
    public TimeSpan IdleTimeout(ServerOptions options)
    {
        var fullness = (double)Count / options.MaxConnections;
        return options.IdleTimeout * Math.Clamp(2 * (1 - fullness), 0.01, 1);
    }
}
