using CsCheck;
using Holdfast.Tables.Expressions;
using Holdfast.Tables.Items;
using Holdfast.Tables.Tests.Items;
using static Holdfast.Tables.Tests.Expressions.ExpressionText;

namespace Holdfast.Tables.Tests.Expressions;

public sealed class ConditionProperties
{
    private static readonly Gen<Syntax> _path = Gen.Select(Gen.OneOf<string>("a", "b", "#n"), Gen.OneOf<PathElement>("c", "#dot", 0, 1).Array[0, 2], (root, rest) =>
        (Syntax)new PathSyntax(new([root, .. rest])));

    private static readonly Gen<Syntax> _value = Gen.OneOf<string>(":s", ":n", ":m", ":e").Select(name => (Syntax)new ValueSyntax(name));

    private static readonly Gen<Syntax> _leaf = Gen.OneOf(
        Gen.Select(Gen.OneOf<string>("=", "<>", "<", "<=", ">", ">="), _path, _value, (op, left, right) => (Syntax)new BinarySyntax(op, left, right)),
        Gen.Select(_path, _value.Array[1, 3], (value, options) => (Syntax)new InSyntax(value, [.. options])),
        _path.Select(path => (Syntax)new BetweenSyntax(path, new ValueSyntax(":m"), new ValueSyntax(":n"))),
        Gen.Select(Gen.OneOf<string>("attribute_exists", "attribute_not_exists"), _path, (name, path) => (Syntax)new CallSyntax(name, [path])),
        Gen.Select(_path, path => (Syntax)new BinarySyntax("<", new CallSyntax("size", [path]), new ValueSyntax(":n"))));

    private static readonly Gen<Syntax> _condition = Gen.Recursive<Syntax>((depth, inner) => depth > 3 ? _leaf : Gen.Frequency(
        (2, _leaf),
        (1, inner.Select(condition => (Syntax)new NotSyntax(condition))),
        (2, Gen.Select(Gen.Bool, inner.Array[2, 3], (isAnd, parts) => (Syntax)new LogicSyntax(isAnd, [.. parts])))));

    [Fact]
    public void What_is_printed_reads_as_the_same() => _condition.Sample(condition =>
    {
        var text = condition.ToString()!;
        Assert.Null(ConditionExpression.TryRead(text, out var read, out var redundant));
        Assert.False(redundant, text);
        Assert.Equal(text, read.ToString());
    });

    [Fact]
    public void A_condition_holds_when_a_naive_reading_of_it_does() => Gen.Select(_condition, ItemGen.Item).Sample((condition, item) =>
    {
        var text = condition.ToString()!;
        Assert.Equal(Naive(condition, item), Condition(text).Holds(item));
    }, iter: 5_000);

    // The same words again in the plainest way: through text and numbers of .NET, lists of names, and exceptions to nothing.
    private static bool Naive(Syntax syntax, Item item) => syntax switch
    {
        LogicSyntax logic => logic.IsAnd ? logic.Parts.All(part => Naive(part, item)) : logic.Parts.Any(part => Naive(part, item)),
        NotSyntax not => !Naive(not.Inner, item),
        BinarySyntax { Left: CallSyntax size } => Size(Value(size.Arguments[0], item)) is >= 0 and < 5,
        BinarySyntax { Operator: "=" } one => Same(Value(one.Left, item), Value(one.Right, item)),
        BinarySyntax { Operator: "<>" } one => !Same(Value(one.Left, item), Value(one.Right, item)),
        BinarySyntax one => Order(Value(one.Left, item), Value(one.Right, item)) is { } order
            && one.Operator switch { "<" => order < 0, "<=" => order <= 0, ">" => order > 0, _ => order >= 0 },
        InSyntax one => one.Options.Any(option => Same(Value(one.Value, item), Value(option, item))),
        BetweenSyntax one => Order(Value(one.Value, item), Value(one.Low, item)) >= 0 && Order(Value(one.Value, item), Value(one.High, item)) <= 0,
        CallSyntax { Function: "attribute_exists" } one => Value(one.Arguments[0], item) is not null,
        CallSyntax one => Value(one.Arguments[0], item) is null,
        _ => throw new InvalidOperationException(),
    };

    private static AttributeValue? Value(Syntax syntax, Item item)
    {
        if (syntax is ValueSyntax value)
        {
            Assert.True(Context().TryGetValue(value.Placeholder, out var known));
            return known;
        }

        AttributeValue? at = new MapValue(item);
        foreach (var element in ((PathSyntax)syntax).Path.Elements)
        {
            var name = element.Name switch { "#n" => "n", "#dot" => "a.b", var plain => plain };
            at = name is null
                ? at is ListValue list ? list.Elements.ElementAtOrDefault(element.Index) : null
                : at is MapValue map ? map.Attributes.Where(one => one.Name == name).Select(one => one.Value).FirstOrDefault() : null;
        }

        return at;
    }

    private static bool Same(AttributeValue? left, AttributeValue? right) => left is not null && right is not null && left.ToString() == right.ToString();

    private static int? Order(AttributeValue? left, AttributeValue? right) => (left, right) switch
    {
        (NumberValue x, NumberValue y) => x.Number.CompareTo(y.Number),
        (StringValue x, StringValue y) => System.Text.Encoding.UTF8.GetBytes(x.Text).AsSpan().SequenceCompareTo(System.Text.Encoding.UTF8.GetBytes(y.Text)),
        _ => null,
    };

    private static int Size(AttributeValue? value) => value switch
    {
        StringValue text => text.Text.Length,
        BinaryValue binary => binary.Octets.Length,
        SetValue set => set.Members.Length,
        ListValue list => list.Elements.Length,
        MapValue map => map.Attributes.Count,
        _ => -1,
    };
}
