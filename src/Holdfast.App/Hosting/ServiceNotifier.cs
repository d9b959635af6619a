using System.Globalization;
using System.Net.Sockets;

namespace Holdfast.App.Hosting;

/// <summary>Tells systemd how the service does (sd_notify(3)); nothing where it is not systemd that started it.</summary>
internal sealed class ServiceNotifier : IDisposable
{
    private readonly Socket? _socket;
    private readonly TimeProvider _time;

    /// <summary>Opens the socket that systemd named.</summary>
    public ServiceNotifier(TimeProvider time)
        : this(time, Environment.GetEnvironmentVariable("NOTIFY_SOCKET"), Environment.GetEnvironmentVariable("WATCHDOG_USEC"))
    {
    }

    /// <summary>Opens a socket by its path; null for none.</summary>
    public ServiceNotifier(TimeProvider time, string? path, string? watchdogMicroseconds)
    {
        _time = time;
        if (string.IsNullOrEmpty(path) || path[0] is not ('/' or '@'))
        {
            return;
        }

        var address = path[0] == '@' ? '\0' + path[1..] : path; // Linux's abstract names begin with a zero
        var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(address));
            _socket = socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
        }

        if (long.TryParse(watchdogMicroseconds, NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds) && microseconds > 0)
        {
            WatchdogInterval = TimeSpan.FromMicroseconds(microseconds);
        }
    }

    /// <summary>How often at least systemd wants to hear; null for never.</summary>
    public TimeSpan? WatchdogInterval { get; }

    /// <summary>The service answers.</summary>
    public void Ready(string status) => Send($"READY=1\nSTATUS={status}");

    /// <summary>The configuration is being read again; ends with <see cref="Ready"/>.</summary>
    public void Reloading() => Send(string.Create(
        CultureInfo.InvariantCulture, $"RELOADING=1\nMONOTONIC_USEC={_time.GetTimestamp() / (_time.TimestampFrequency / 1_000_000)}"));

    /// <summary>The service stops.</summary>
    public void Stopping() => Send("STOPPING=1");

    /// <summary>The service lives, until cancelled: twice in every interval.</summary>
    public async Task KeepWatchdogAsync(CancellationToken cancellationToken)
    {
        if (_socket is null || WatchdogInterval is not { } interval)
        {
            return;
        }

        using var timer = new PeriodicTimer(interval / 2, _time);
        try
        {
            do
            {
                Send("WATCHDOG=1");
            }
            while (await timer.WaitForNextTickAsync(cancellationToken));
        }
        catch (OperationCanceledException)
        {
            // The daemon stops.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _socket?.Dispose();

    private void Send(string state)
    {
        try
        {
            _socket?.Send(System.Text.Encoding.UTF8.GetBytes(state));
        }
        catch (SocketException)
        {
            // systemd went away, or its queue is full; there is nobody to tell.
        }
    }
}
