using System.Buffers;
using CsCheck;
using Holdfast.Tables.Catalog;
using Holdfast.Tables.Expressions;
using Holdfast.Tables.Items;
using Holdfast.Tables.Tests.Items;
using static Holdfast.Tables.Tests.Expressions.ExpressionText;

namespace Holdfast.Tables.Tests.Expressions;

public sealed class KeyConditionTests
{
    private static readonly KeySchema _schema = new([new("p", AttributeType.S)], [new("s", AttributeType.N)]);

    [Theory]
    [InlineData("p = :s")]
    [InlineData("s < :n AND p = :s")]
    [InlineData("(:n >= s) AND (:s = p)")]
    [InlineData("p = :s AND s BETWEEN :m AND :n")]
    public void A_key_condition_is_bound_to_its_schema(string text) => Assert.Null(Bind(text));

    [Theory]
    [InlineData("p = :s OR s = :n", "Invalid operator used in KeyConditionExpression: OR")]
    [InlineData("NOT p = :s", "Invalid operator used in KeyConditionExpression: NOT")]
    [InlineData("p <> :s", "Invalid operator used in KeyConditionExpression: <>")]
    [InlineData("p IN (:s)", "Invalid operator used in KeyConditionExpression: IN")]
    [InlineData("attribute_exists(p)", "Invalid operator used in KeyConditionExpression: attribute_exists")]
    [InlineData("size(p) = :n", "KeyConditionExpressions cannot contain nested operations")]
    [InlineData("begins_with(:s, p)", "Invalid condition in KeyConditionExpression: begins_with operator must have the key attribute as its first operand")]
    [InlineData(":n BETWEEN p AND s", "Invalid condition in KeyConditionExpression: BETWEEN operator must have the key attribute as its first operand")]
    [InlineData("p = s", "Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition")]
    [InlineData(":s = :e", "Invalid condition in KeyConditionExpression: No key attribute specified")]
    [InlineData("p.x = :s", "KeyConditionExpressions cannot have conditions on nested attributes")]
    [InlineData("p = :s AND p = :e", "KeyConditionExpressions must only contain one condition per key")]
    [InlineData("p = :s AND s = :n AND x = :n", "Conditions can be of length 1 or 2 only")]
    [InlineData("p < :s", "Query key condition not supported")]
    [InlineData("s = :n", "Query condition missed key schema element: p")]
    [InlineData("p = :s AND x = :n", "Query condition missed key schema element: s")]
    [InlineData("p = :n", "One or more parameter values were invalid: Condition parameter type does not match schema type")]
    [InlineData("p = :e", "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: p")]
    public void What_no_key_can_be_asked_is_told(string text, string error) => Assert.Equal(error, Bind(text));

    [Fact]
    public void Composite_keys_want_equality_on_all_but_the_last_attribute_that_is_named()
    {
        KeySchema four = new([new("a", AttributeType.S), new("b", AttributeType.S)], [new("c", AttributeType.N), new("d", AttributeType.S)]);
        Assert.Null(Bind("a = :s AND b = :s", four));
        Assert.Null(Bind("a = :s AND b = :s AND c > :n", four));
        Assert.Null(Bind("a = :s AND b = :s AND c = :n AND begins_with(d, :s)", four));
        Assert.Equal("Query key condition not supported", Bind("a = :s AND b = :s AND c > :n AND d = :s", four));
        Assert.Equal("Query condition missed key schema element: b", Bind("a = :s AND c = :n", four));
        Assert.Equal("Query condition missed key schema element: c", Bind("a = :s AND b = :s AND d = :s", four));
    }

    [Fact]
    public void The_keys_of_a_range_are_those_whose_values_satisfy_the_condition() => Gen.Select(
        Gen.Enum<KeyOperator>(), ItemGen.Scalar, ItemGen.Scalar, ItemGen.Scalar, Gen.Bool).Sample((how, low, high, value, isFollowed) =>
    {
        if (low.Type != value.Type || high.Type != value.Type || (how == KeyOperator.BeginsWith && low is NumberValue))
        {
            return;
        }

        KeySchema schema = new([new("p", AttributeType.S)], [new("s", low.Type)]);
        KeyTerm term = new("s", how, low, how == KeyOperator.Between ? high : null);
        var condition = how == KeyOperator.Equal ? new KeyCondition([low], [low], null) : new KeyCondition([low], [], term);
        byte[] partition = [9, 0xFF];
        var range = KeyRange.Of(condition, schema, partition, isFollowed);
        ArrayBufferWriter<byte> key = new();
        key.Write(partition);
        if (isFollowed)
        {
            KeyOctets.AppendOrdered(key, value);
            key.Write(partition);
        }
        else
        {
            KeyOctets.AppendLast(key, value);
        }

        var isWithin = key.WrittenSpan.SequenceCompareTo(range.From) >= 0 && (range.To.Length == 0 || key.WrittenSpan.SequenceCompareTo(range.To) < 0);
        Assert.Equal(term.Holds(value), isWithin);
        Assert.Equal(term.Holds(value), condition.HoldsInPartition(schema, Tables.Items.Item.Empty.With("s", value)));
    }, iter: 20_000);

    private static string? Bind(string text, KeySchema? schema = null)
    {
        if (!KeyConditionExpression.TryParse(text, Context(), out var terms, out var error))
        {
            return error.Message;
        }

        KeyCondition.TryBind(terms, schema ?? _schema, out _, out error);
        return error?.Message;
    }
}
