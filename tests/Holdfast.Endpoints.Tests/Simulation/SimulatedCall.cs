namespace Holdfast.Endpoints.Tests.Simulation;

/// <summary>A request on its way to the store, or its answer on its way back.</summary>
internal abstract class SimulatedCall
{
    /// <summary>Whether the store has carried it out.</summary>
    public bool IsApplied { get; protected set; }

    /// <summary>Carries it out; again, when it arrives twice.</summary>
    public abstract void Apply();

    /// <summary>Lets the caller have the answer of the last time it was carried out. The caller goes on at once, up to its next request.</summary>
    public abstract void Answer();

    /// <summary>Lets the caller have an error.</summary>
    public abstract void Fail(Exception error);
}

/// <inheritdoc/>
internal sealed class SimulatedCall<T>(Func<T> act) : SimulatedCall
{
    // Continuations run where the answer is given: on the schedule's one thread.
    private readonly TaskCompletionSource<T> _answer = new();
    private T _result = default!;

    public ValueTask<T> Task => new(_answer.Task);

    public override void Apply() => (_result, IsApplied) = (act(), true);

    public override void Answer() => _answer.TrySetResult(_result);

    public override void Fail(Exception error) => _answer.TrySetException(error);
}
