using System.Runtime.InteropServices;

namespace Holdfast.TestPeers.RealServers;

/// <summary>How a process is told to end, or to do something (signal(7)).</summary>
public enum Signal
{
    /// <summary>SIGHUP: read the configuration again.</summary>
    HangUp = 1,

    /// <summary>SIGINT.</summary>
    Interrupt = 2,

    /// <summary>SIGKILL: end at once; the process never hears of it.</summary>
    Kill = 9,

    /// <summary>SIGTERM: end in order.</summary>
    Terminate = 15,

    /// <summary>SIGCONT.</summary>
    Continue = 18,

    /// <summary>SIGSTOP: stand still, sockets open and nobody reading.</summary>
    Stop = 19,
}

/// <summary>Sends signals.</summary>
public static partial class Signals
{
    /// <summary>Sends one signal to one process. A process that is gone already is no error.</summary>
    public static void Send(int pid, Signal signal) => _ = Kill(pid, (int)signal);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int pid, int signal);
}
