using Holdfast.Tables.Items;

namespace Holdfast.Tables.Catalog;

/// <summary>What is answered about tables that are not there, are there already, or must not be changed.</summary>
internal static class CatalogErrors
{
    /// <summary>To operations on items.</summary>
    public static TableError NotFound() => new(TableErrorType.ResourceNotFound, "Requested resource not found");

    /// <summary>To operations on tables.</summary>
    public static TableError NotFound(string table) => new(TableErrorType.ResourceNotFound, $"Requested resource not found: Table: {table} not found");

    public static TableError AlreadyExists(string table) => new(TableErrorType.ResourceInUse, $"Table already exists: {table}");

    public static TableError BeingDeleted(string table) =>
        new(TableErrorType.ResourceInUse, $"Attempt to change a resource which is still in use: Table is being deleted: {table}");

    public static TableError Protected(string arn) => TableError.Validation(
        $"Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first. Resource: {arn}");

    public static TableError TooMany() => new(
        TableErrorType.LimitExceeded,
        $"Subscriber limit exceeded: There is a limit of {TableCatalog.MaxTables} tables per subscriber");
}
