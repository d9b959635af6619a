namespace Holdfast.Server.Tests;

/// <summary>Holds whoever waits until it is opened, and tells when they are there.</summary>
internal sealed class Gate
{
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _arrivals = new(0);

    public void Open() => _opened.TrySetResult();

    /// <summary>Waits until so many more have come to wait.</summary>
    public async Task ArrivalsAsync(int count)
    {
        for (; count > 0; count--)
        {
            Assert.True(await _arrivals.WaitAsync(TimeSpan.FromSeconds(20)), "nobody came");
        }
    }

    public Task WaitAsync(CancellationToken cancellationToken)
    {
        _arrivals.Release();
        return _opened.Task.WaitAsync(cancellationToken);
    }
}
