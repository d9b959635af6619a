namespace Holdfast.Tables.Items;

/// <summary>What a request is answered with when it fails, as data: the one who writes the response turns it into JSON and a status.</summary>
/// <param name="Type">AWS's name for it, and its HTTP status.</param>
/// <param name="Message">AWS's words for it.</param>
internal sealed record TableError(TableErrorType Type, string Message)
{
    /// <summary>The item as it was, where a failed condition was asked to return it (ReturnValuesOnConditionCheckFailure).</summary>
    public Item? Item { get; init; }

    public static TableError Validation(string message) => new(TableErrorType.Validation, message);

    /// <summary>The validation errors that AWS begins with "One or more parameter values were invalid".</summary>
    public static TableError InvalidParameter(string message) => Validation("One or more parameter values were invalid: " + message);

    /// <summary>The request's JSON does not have the shape of the operation; found before anything else is validated.</summary>
    public static TableError Serialization(string message) => new(TableErrorType.Serialization, message);

    public static TableError ConditionalCheckFailed(Item? item = null) =>
        new(TableErrorType.ConditionalCheckFailed, "The conditional request failed") { Item = item };
}
