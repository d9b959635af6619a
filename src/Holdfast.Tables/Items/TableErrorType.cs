namespace Holdfast.Tables.Items;

/// <summary>A kind of error that AWS names: what a client's SDK turns into its exception.</summary>
/// <param name="Namespace">What stands before the "#" in <c>__type</c>.</param>
/// <param name="Name">The exception's name, <c>ValidationException</c> for one.</param>
/// <param name="Status">The HTTP status it travels with.</param>
internal sealed record TableErrorType(string Namespace, string Name, int Status)
{
    private const string DynamoDb = "com.amazonaws.dynamodb.v20120810";

    public static readonly TableErrorType Validation = new("com.amazon.coral.validate", "ValidationException", 400);
    public static readonly TableErrorType Serialization = new("com.amazon.coral.service", "SerializationException", 400);
    public static readonly TableErrorType ConditionalCheckFailed = new(DynamoDb, "ConditionalCheckFailedException", 400);
    public static readonly TableErrorType TransactionCanceled = new(DynamoDb, "TransactionCanceledException", 400);
    public static readonly TableErrorType TransactionConflict = new(DynamoDb, "TransactionConflictException", 400);
    public static readonly TableErrorType TransactionInProgress = new(DynamoDb, "TransactionInProgressException", 400);
    public static readonly TableErrorType IdempotentParameterMismatch = new(DynamoDb, "IdempotentParameterMismatchException", 400);
    public static readonly TableErrorType ItemCollectionSizeLimitExceeded = new(DynamoDb, "ItemCollectionSizeLimitExceededException", 400);
    public static readonly TableErrorType ResourceNotFound = new(DynamoDb, "ResourceNotFoundException", 400);
    public static readonly TableErrorType ResourceInUse = new(DynamoDb, "ResourceInUseException", 400);
    public static readonly TableErrorType LimitExceeded = new(DynamoDb, "LimitExceededException", 400);
    public static readonly TableErrorType ProvisionedThroughputExceeded = new(DynamoDb, "ProvisionedThroughputExceededException", 400);
    public static readonly TableErrorType Throttling = new("com.amazon.coral.availability", "ThrottlingException", 400);
    public static readonly TableErrorType InternalServerError = new(DynamoDb, "InternalServerError", 500);

    /// <summary>The value of <c>__type</c>.</summary>
    public string Uri => $"{Namespace}#{Name}";
}
