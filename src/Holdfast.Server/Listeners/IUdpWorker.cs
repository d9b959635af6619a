namespace Holdfast.Server.Listeners;

/// <summary>A thread that serves one UDP socket.</summary>
internal interface IUdpWorker : IDisposable
{
    /// <summary>Begins to receive.</summary>
    void Start();

    /// <summary>Receives no more; returns when the thread has ended. Responses can still be sent until disposed.</summary>
    void StopReceiving();
}
