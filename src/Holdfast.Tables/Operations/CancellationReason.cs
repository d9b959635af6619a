using System.Text.Json;
using Holdfast.Tables.Items;

namespace Holdfast.Tables.Operations;

/// <summary>Why one action of a transaction failed, or that it would not have.</summary>
/// <param name="Code">AWS's code.</param>
/// <param name="Message">AWS's words; null with <c>None</c>.</param>
/// <param name="Item">The item as it is, where a failed condition was asked to return it.</param>
internal sealed record CancellationReason(string Code, string? Message = null, Item? Item = null)
{
    /// <summary>Nothing was wrong with this one.</summary>
    public static CancellationReason None { get; } = new("None");

    /// <summary>Somebody else changed its item at the same time.</summary>
    public static CancellationReason Conflict { get; } = new("TransactionConflict", "Transaction is ongoing for the item");

    /// <summary>What an error is called among reasons.</summary>
    public static CancellationReason Of(TableError error) => new(
        error.Type == TableErrorType.ConditionalCheckFailed ? "ConditionalCheckFailed" : "ValidationError", error.Message, error.Item);

    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("Code"u8, Code);
        if (Message is not null)
        {
            writer.WriteString("Message"u8, Message);
        }

        if (Item is not null)
        {
            writer.WritePropertyName("Item"u8);
            ItemJson.Write(writer, Item);
        }

        writer.WriteEndObject();
    }
}
