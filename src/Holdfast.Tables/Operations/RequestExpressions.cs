using System.Text.Json;
using Holdfast.Tables.Expressions;
using Holdfast.Tables.Items;
using Holdfast.Tables.Operations.Shapes;

namespace Holdfast.Tables.Operations;

/// <summary>The expressions of a request, ready to be asked.</summary>
internal sealed class RequestExpressions
{
    private static readonly RequestExpressions _none = new();

    /// <summary>What must hold of an item; null for nothing.</summary>
    public ConditionExpression? Condition { get; private init; }

    /// <summary>Which items of a page are wanted; null for all.</summary>
    public ConditionExpression? Filter { get; private init; }

    /// <summary>What of an item is wanted; null for all of it.</summary>
    public ProjectionExpression? Projection { get; private init; }

    /// <summary>What is asked of a key, for the schema to bind; null for nothing.</summary>
    public ImmutableArray<KeyTerm>? KeyTerms { get; private init; }

    /// <summary>What becomes of an item; null for nothing.</summary>
    public UpdateExpression? Update { get; private init; }

    /// <summary>What of an item is wanted.</summary>
    public Item Project(Item item) => Projection is null ? item : Projection.Project(item);

    /// <summary>Reads all expressions of a request.</summary>
    public static bool TryRead(
        JsonElement request, ExpressionRules rules, [NotNullWhen(true)] out RequestExpressions? expressions, [NotNullWhen(false)] out TableError? error)
    {
        expressions = null;
        error = rules.Check(request);
        if (error is not null || !TryReadContext(request, out var context, out error))
        {
            return false;
        }

        ProjectionExpression? projection = null;
        ImmutableArray<KeyTerm>? keyTerms = null;
        if (!TryReadUpdate(request, context, out var update, out error)
            || !TryReadCondition(request, ExpressionKind.ConditionExpression, context, out var condition, out error)
            || !TryReadKeyTerms(request, context, out keyTerms, out error)
            || !TryReadCondition(request, ExpressionKind.FilterExpression, context, out var filter, out error)
            || !TryReadProjection(request, context, out projection, out error))
        {
            return false;
        }

        error = context.FindUnused();
        expressions = error is not null ? null
            : update is null && condition is null && filter is null && projection is null && keyTerms is null ? _none
            : new() { Update = update, Condition = condition, KeyTerms = keyTerms, Filter = filter, Projection = projection };
        return expressions is not null;
    }

    private static bool TryReadCondition(
        JsonElement request, ExpressionKind kind, ExpressionContext context, out ConditionExpression? condition, [NotNullWhen(false)] out TableError? error)
    {
        (condition, error) = (null, null);
        return request.GetText(kind.ToString()) is { } text ? ConditionExpression.TryParse(text, kind, context, out condition, out error)
            : kind == ExpressionKind.ConditionExpression ? LegacyRequest.TryReadExpected(request, out condition, out error)
            : LegacyRequest.TryReadFilter(request, out condition, out error);
    }

    private static bool TryReadUpdate(
        JsonElement request, ExpressionContext context, out UpdateExpression? update, [NotNullWhen(false)] out TableError? error) =>
        request.GetText("UpdateExpression") is { } text
            ? UpdateExpression.TryParse(text, context, out update, out error)
            : LegacyRequest.TryReadUpdates(request, out update, out error);

    private static bool TryReadKeyTerms(
        JsonElement request, ExpressionContext context, out ImmutableArray<KeyTerm>? terms, [NotNullWhen(false)] out TableError? error)
    {
        (terms, error) = (null, null);
        if (request.GetText("KeyConditionExpression") is not { } text)
        {
            return LegacyRequest.TryReadKeyConditions(request, out terms, out error);
        }

        var isRead = KeyConditionExpression.TryParse(text, context, out var read, out error);
        terms = read;
        return isRead;
    }

    private static bool TryReadProjection(
        JsonElement request, ExpressionContext context, out ProjectionExpression? projection, [NotNullWhen(false)] out TableError? error)
    {
        (projection, error) = (null, null);
        return request.TryGetMember("AttributesToGet", out var names)
            ? ProjectionExpression.TryCreate(names.EnumerateArray().Select(name => name.GetString()!), out projection, out error)
            : request.GetText("ProjectionExpression") is not { } text || ProjectionExpression.TryParse(text, context, out projection, out error);
    }

    private static bool TryReadContext(JsonElement request, [NotNullWhen(true)] out ExpressionContext? context, [NotNullWhen(false)] out TableError? error)
    {
        context = null;
        Dictionary<string, string>? names = null;
        if (request.TryGetMember("ExpressionAttributeNames", out var given))
        {
            names = new(StringComparer.Ordinal);
            foreach (var name in given.EnumerateObject())
            {
                names[name.Name] = name.Value.GetString() ?? "";
            }
        }

        Dictionary<string, AttributeValue>? values = null;
        if (request.TryGetMember("ExpressionAttributeValues", out given))
        {
            values = new(StringComparer.Ordinal);
            foreach (var value in given.EnumerateObject())
            {
                if (!ItemJson.TryReadValue(value.Value, out var read, out error))
                {
                    error = error.Type == TableErrorType.Validation ? ExpressionContext.InvalidValue(value.Name, error) : error;
                    return false;
                }

                values[value.Name] = read;
            }
        }

        return ExpressionContext.TryCreate(names, values, out context, out error);
    }
}
