using System.Text.Json;
using Holdfast.Tables.Items;

namespace Holdfast.Tables.Operations;

/// <summary>What an operation is answered with: a body, or an error.</summary>
internal readonly record struct Outcome
{
    private Outcome(Action<Utf8JsonWriter>? write, TableError? error, ImmutableArray<CancellationReason> reasons) =>
        (Write, Error, Reasons) = (write, error, reasons);

    /// <summary>Writes the members of the response; null when there is an error, or nothing at all to say.</summary>
    public Action<Utf8JsonWriter>? Write { get; }

    /// <summary>The error; null when there is none.</summary>
    public TableError? Error { get; }

    /// <summary>With a cancelled transaction: what became of each of its actions, in their order. Otherwise default.</summary>
    public ImmutableArray<CancellationReason> Reasons { get; }

    /// <summary>A response without a body.</summary>
    public static Outcome Nothing => default;

    /// <summary>A response.</summary>
    public static Outcome Of(Action<Utf8JsonWriter> write) => new(write, null, default);

    /// <summary>A transaction that was not made.</summary>
    public static Outcome Cancelled(ImmutableArray<CancellationReason> reasons) => new(
        null,
        new(
            TableErrorType.TransactionCanceled,
            "Transaction cancelled, please refer cancellation reasons for specific reasons "
            + $"[{string.Join(", ", reasons.Select(reason => reason.Code))}]"),
        reasons);

    public static implicit operator Outcome(TableError error) => new(null, error, default);
}
