using System.Text.Json;
using Holdfast.Tables.Expressions;
using Holdfast.Tables.Items;
using Holdfast.Tables.Operations.Shapes;

namespace Holdfast.Tables.Operations;

/// <summary>Reads the older parameters of a request: Expected, QueryFilter, ScanFilter, KeyConditions, AttributeUpdates.</summary>
internal static class LegacyRequest
{
    /// <summary>Expected; null when the request has none.</summary>
    public static bool TryReadExpected(JsonElement request, out ConditionExpression? expression, [NotNullWhen(false)] out TableError? error)
    {
        expression = null;
        return !TryReadConditions(request, "Expected", out var conditions, out error)
            ? false
            : conditions is null || LegacyParameters.TryReadExpected(conditions, request.GetText("ConditionalOperator"), out expression, out error);
    }

    /// <summary>QueryFilter or ScanFilter; null when the request has neither.</summary>
    public static bool TryReadFilter(JsonElement request, out ConditionExpression? expression, [NotNullWhen(false)] out TableError? error)
    {
        expression = null;
        var member = request.TryGetMember("QueryFilter", out _) ? "QueryFilter" : "ScanFilter";
        return !TryReadConditions(request, member, out var conditions, out error)
            ? false
            : conditions is null || LegacyParameters.TryReadFilter(conditions, request.GetText("ConditionalOperator"), out expression, out error);
    }

    /// <summary>KeyConditions; null when the request has none.</summary>
    public static bool TryReadKeyConditions(JsonElement request, out ImmutableArray<KeyTerm>? terms, [NotNullWhen(false)] out TableError? error)
    {
        terms = null;
        if (!TryReadConditions(request, "KeyConditions", out var conditions, out error))
        {
            return false;
        }

        if (conditions is null)
        {
            return true;
        }

        var isRead = LegacyParameters.TryReadKeyConditions(conditions, out var read, out error);
        terms = read;
        return isRead;
    }

    /// <summary>AttributeUpdates; null when the request has none.</summary>
    public static bool TryReadUpdates(JsonElement request, out UpdateExpression? update, [NotNullWhen(false)] out TableError? error)
    {
        (update, error) = (null, null);
        if (!request.TryGetMember("AttributeUpdates", out var given))
        {
            return true;
        }

        List<(string Name, string? Action, AttributeValue? Value)> updates = [];
        foreach (var member in given.EnumerateObject())
        {
            AttributeValue? value = null;
            if (member.Value.TryGetMember("Value", out var json) && !ItemJson.TryReadValue(json, out value, out error))
            {
                return false;
            }

            updates.Add((member.Name, member.Value.GetText("Action"), value));
        }

        return LegacyParameters.TryReadUpdates(updates, out update, out error);
    }

    private static bool TryReadConditions(
        JsonElement request, string member, out List<LegacyCondition>? conditions, [NotNullWhen(false)] out TableError? error)
    {
        (conditions, error) = (null, null);
        if (!request.TryGetMember(member, out var given))
        {
            return true;
        }

        conditions = [];
        foreach (var condition in given.EnumerateObject())
        {
            AttributeValue? value = null;
            if ((condition.Value.TryGetMember("Value", out var json) && !ItemJson.TryReadValue(json, out value, out error))
                || !TryReadValues(condition.Value, out var values, out error))
            {
                return false;
            }

            conditions.Add(new(condition.Name)
            {
                ComparisonOperator = condition.Value.GetText("ComparisonOperator"),
                Exists = condition.Value.GetFlag("Exists"),
                Value = value,
                Values = values,
            });
        }

        return true;
    }

    private static bool TryReadValues(JsonElement condition, out ImmutableArray<AttributeValue>? values, [NotNullWhen(false)] out TableError? error)
    {
        (values, error) = (null, null);
        if (!condition.TryGetMember("AttributeValueList", out var list))
        {
            return true;
        }

        var read = ImmutableArray.CreateBuilder<AttributeValue>();
        foreach (var json in list.EnumerateArray())
        {
            if (!ItemJson.TryReadValue(json, out var value, out error))
            {
                return false;
            }

            read.Add(value);
        }

        values = read.DrainToImmutable();
        return true;
    }
}
