namespace Holdfast.Resolver.Tests.Exchanges;

/// <summary>Waits for what happens in its own time, with a limit far beyond it.</summary>
internal static class Eventually
{
    public static async Task TrueAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!condition())
        {
            await Task.Delay(5, limit.Token);
        }
    }
}
