using System.Collections.Frozen;
using Holdfast.Tables.Operations;

namespace Holdfast.Tables.Http;

/// <summary>The operations by the targets that name them.</summary>
internal sealed class OperationSet(IEnumerable<Operation> operations)
{
    private const string Version = "DynamoDB_20120810.";

    private readonly FrozenDictionary<string, Operation> _operations =
        operations.ToFrozenDictionary(operation => Version + operation.Name, StringComparer.Ordinal);

    /// <summary>The operation of an X-Amz-Target header; null when there is none.</summary>
    public Operation? Find(string target) => _operations.GetValueOrDefault(target);
}
