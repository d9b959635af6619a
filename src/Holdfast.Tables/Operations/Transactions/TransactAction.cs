using System.Text.Json;
using Holdfast.Tables.Catalog;
using Holdfast.Tables.Indexes;
using Holdfast.Tables.Items;
using Holdfast.Tables.Operations.Shapes;
using Holdfast.Tables.Operations.Writes;

namespace Holdfast.Tables.Operations.Transactions;

/// <summary>What an action of a transaction does.</summary>
internal enum TransactKind
{
    /// <summary>Checks a condition.</summary>
    ConditionCheck,

    /// <summary>Puts an item.</summary>
    Put,

    /// <summary>Removes one.</summary>
    Delete,

    /// <summary>Changes one.</summary>
    Update,
}

/// <summary>One action of a transaction, read, not yet matched with its table.</summary>
internal sealed record TransactAction(TransactKind Kind, string TableName, Item Subject, RequestExpressions Expressions, bool ReturnsItemOnFailure)
{
    public static Shape Shape { get; } = Shapes.Shape.Struct(
        "TransactWriteItem",
        Of(TransactKind.ConditionCheck, WriteShapes.Key, new Member("ConditionExpression", Shapes.Shape.AnyText, IsRequired: true)),
        Of(TransactKind.Put, WriteShapes.Item, new Member("ConditionExpression", Shapes.Shape.AnyText)),
        Of(TransactKind.Delete, WriteShapes.Key, new Member("ConditionExpression", Shapes.Shape.AnyText)),
        Of(TransactKind.Update, WriteShapes.Key, new Member("ConditionExpression", Shapes.Shape.AnyText), new("UpdateExpression", Shapes.Shape.AnyText, IsRequired: true)));

    public static bool TryRead(JsonElement json, [NotNullWhen(true)] out TransactAction? action, [NotNullWhen(false)] out TableError? error)
    {
        action = null;
        var kinds = Enum.GetValues<TransactKind>().Where(kind => json.TryGetMember(kind.ToString(), out _)).ToArray();
        if (kinds is not [var kind])
        {
            error = TableError.Validation("TransactItems can only contain one of Check, Put, Update or Delete");
            return false;
        }

        var request = json.GetMember(kind.ToString())!.Value;
        if (!RequestItems.TryRead(request, kind == TransactKind.Put ? "Item" : "Key", out var subject, out error)
            || !RequestExpressions.TryRead(
                request, kind == TransactKind.Update ? ExpressionRules.Update : ExpressionRules.Write, out var expressions, out error))
        {
            return false;
        }

        action = new(
            kind, request.GetText("TableName")!, subject, expressions, request.GetText("ReturnValuesOnConditionCheckFailure") == "ALL_OLD");
        return true;
    }

    /// <summary>What is wrong with it for its table; null when nothing is.</summary>
    public TableError? Check(Table table) => Kind switch
    {
        TransactKind.Put => RequestItems.CheckItem(table, Subject) ?? ItemRules.CheckSize(Subject) ?? IndexChanges.Check(table.Definition, Subject),
        TransactKind.Update => RequestItems.CheckKey(table.Key, Subject) ?? UpdateItem.Check(table, Expressions.Update),
        _ => RequestItems.CheckKey(table.Key, Subject),
    };

    /// <summary>The write that it is.</summary>
    public ItemWrite ToWrite(Table table)
    {
        Func<Item, bool>? condition = Expressions.Condition is { } expression ? expression.Holds : null;
        return Kind switch
        {
            TransactKind.Put => new ItemPut(table, Subject) { Condition = condition, ReturnsItemOnFailure = ReturnsItemOnFailure, WantsOld = true },
            TransactKind.Delete => new ItemDelete(table, Subject) { Condition = condition, ReturnsItemOnFailure = ReturnsItemOnFailure, WantsOld = true },
            TransactKind.Update => new ItemUpdate(table, Subject, UpdateItem.ChangeBy(Expressions.Update))
            {
                Condition = condition, ReturnsItemOnFailure = ReturnsItemOnFailure,
            },
            _ => new ItemCheck(table, Subject) { Condition = condition, ReturnsItemOnFailure = ReturnsItemOnFailure },
        };
    }

    private static Member Of(TransactKind kind, Member subject, params Member[] more) => new(
        kind.ToString(),
        Shapes.Shape.Struct(
            kind.ToString(), [subject, WriteShapes.Table, .. more, WriteShapes.ReturnOnFailure, ExpressionShapes.Values, ExpressionShapes.Names]));
}
