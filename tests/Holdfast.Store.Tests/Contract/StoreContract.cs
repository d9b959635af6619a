namespace Holdfast.Store.Tests.Contract;

/// <summary>What every engine must do. An engine's own class says how it is opened; the tests are in the files beside.</summary>
public abstract partial class StoreContract : IAsyncLifetime
{
    protected IOrderedStore Store { get; set; } = null!;

    public async ValueTask InitializeAsync() => Store = await OpenAsync();

    public virtual async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Opens a new, empty store.</summary>
    protected abstract Task<IOrderedStore> OpenAsync();

    /// <summary>Closes the store and opens it again, if it lasts.</summary>
    protected virtual Task ReopenAsync() => Task.CompletedTask;

    /// <summary>Lets the feed forget all that was committed until now, except perhaps the latest.</summary>
    protected abstract Task ForgetAsync();
}
