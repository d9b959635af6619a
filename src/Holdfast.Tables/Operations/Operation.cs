using System.Text.Json;
using Holdfast.Tables.Operations.Shapes;

namespace Holdfast.Tables.Operations;

/// <summary>One operation of the API.</summary>
/// <param name="name">Its name, as X-Amz-Target has it after the dot.</param>
/// <param name="input">What its request may be.</param>
internal abstract class Operation(string name, StructShape input)
{
    /// <summary>Its name.</summary>
    public string Name { get; } = name;

    /// <summary>What its request may be; checked before it runs.</summary>
    public StructShape Input { get; } = input;

    /// <summary>Runs it.</summary>
    /// <param name="request">The request, of the right shape.</param>
    /// <param name="cancellationToken">Ends waiting; what is under way may have been done.</param>
    public abstract ValueTask<Outcome> RunAsync(JsonElement request, CancellationToken cancellationToken);
}
