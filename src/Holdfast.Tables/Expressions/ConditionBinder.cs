using Holdfast.Tables.Items;

namespace Holdfast.Tables.Expressions;

/// <summary>The syntax of a condition to the condition.</summary>
internal sealed class ConditionBinder(ExpressionContext context) : ExpressionBinder(context)
{
    private static readonly AllCondition _none = new([]);

    /// <summary>Binds a whole condition.</summary>
    /// <returns>What is wrong; null when nothing.</returns>
    public string? Bind(Syntax syntax, bool hasRedundantParentheses, out ConditionExpression expression)
    {
        expression = new(BindCondition(syntax), [.. Paths]);
        return hasRedundantParentheses
            ? "The expression has redundant parentheses;"
            : Faults.First(ExpressionFault.UnknownFunction, ExpressionFault.MisusedFunction, ExpressionFault.Reserved, ExpressionFault.Condition);
    }

    private Condition BindCondition(Syntax syntax) => syntax switch
    {
        LogicSyntax { IsAnd: true } all => new AllCondition([.. all.Parts.Select(BindCondition)]),
        LogicSyntax any => new AnyCondition([.. any.Parts.Select(BindCondition)]),
        NotSyntax not => new NotCondition(BindCondition(not.Inner)),
        _ => BindLeaf(syntax),
    };

    // A leaf's own faults are told in their own order, the first leaf's before the second's.
    private Condition BindLeaf(Syntax syntax)
    {
        var condition = syntax switch
        {
            BinarySyntax comparison => BindComparison(comparison),
            BetweenSyntax between => BindBetween(between),
            InSyntax membership => BindIn(membership),
            CallSyntax call => BindFunction(call),
            _ => _none,
        };
        if (!Faults.IsEmpty && Faults.First(
            ExpressionFault.Name, ExpressionFault.Value, ExpressionFault.OperandCount, ExpressionFault.Distinct, ExpressionFault.OperandType) is { } fault)
        {
            Faults.Add(ExpressionFault.Condition, fault);
        }

        return condition;
    }

    private Comparison BindComparison(BinarySyntax syntax)
    {
        var (left, right) = (BindOperand(syntax.Left), BindOperand(syntax.Right));
        CheckDistinct(syntax.Operator, left, right);
        var comparator = Comparators.Parse(syntax.Operator);
        if (comparator.IsOrder())
        {
            CheckOrdered(syntax.Operator, left);
            CheckOrdered(syntax.Operator, right);
        }

        return new(comparator, left, right);
    }

    private BetweenCondition BindBetween(BetweenSyntax syntax)
    {
        var (value, low, high) = (BindOperand(syntax.Value), BindOperand(syntax.Low), BindOperand(syntax.High));
        CheckOrdered("BETWEEN", value);
        CheckOrdered("BETWEEN", low);
        CheckOrdered("BETWEEN", high);
        if (low is ValueOperand { Value: var from } && high is ValueOperand { Value: var to })
        {
            var bounds = $"lower bound operand: AttributeValue: {from}, upper bound operand: AttributeValue: {to}";
            if (from.Type != to.Type)
            {
                Faults.Add(ExpressionFault.OperandType, $"The BETWEEN operator requires same data type for lower and upper bounds; {bounds}");
            }
            else if (AttributeOrder.TryCompare(from, to, out var order) && order > 0)
            {
                Faults.Add(ExpressionFault.OperandType, $"The BETWEEN operator requires upper bound to be greater than or equal to lower bound; {bounds}");
            }
        }

        return new(value, low, high);
    }

    private InCondition BindIn(InSyntax syntax)
    {
        if (syntax.Options.Length > ExpressionLimits.MaxInOperands)
        {
            Faults.Add(ExpressionFault.OperandCount, $"The IN operator is provided with too many operands; number of operands: {syntax.Options.Length}");
        }

        return new(BindOperand(syntax.Value), [.. syntax.Options.Select(BindOperand)]);
    }

    private Condition BindFunction(CallSyntax call)
    {
        if (call.Function == "size")
        {
            Misused(call.Function); // a number, not a condition
        }

        var operands = call.Arguments.Select(BindOperand).ToArray();
        if (!CheckCount(call, CountOperands(call.Function)))
        {
            return _none;
        }

        if (operands is [_, _])
        {
            CheckDistinct(call.Function, operands[0], operands[1]);
        }

        switch (call.Function)
        {
            case "attribute_exists" or "attribute_not_exists":
                if (operands[0] is not PathOperand { Path: var path })
                {
                    NeedsPath(call.Function);
                    return _none;
                }

                return call.Function == "attribute_exists" ? new ExistsCondition(path) : new NotCondition(new ExistsCondition(path));
            case "attribute_type":
                return new TypeCondition(operands[0], BindType(operands[1]));
            case "begins_with":
                foreach (var operand in operands)
                {
                    if (operand.Type is { } type and not (AttributeType.S or AttributeType.B))
                    {
                        WrongType(call.Function, type.Text());
                    }
                }

                return new BeginsWithCondition(operands[0], operands[1]);
            case "contains":
                return new ContainsCondition(operands[0], operands[1]);
            default:
                return _none;
        }
    }

    private Operand BindOperand(Syntax syntax)
    {
        switch (syntax)
        {
            case PathSyntax path:
                return new PathOperand(Bind(path));
            case ValueSyntax value:
                return new ValueOperand(Bind(value));
            case CallSyntax { Function: "size" } size:
                return BindSize(size);
            default:
                var call = (CallSyntax)syntax;
                Misused(call.Function);
                BindFunction(call);
                return new ValueOperand(NullValue.Instance);
        }
    }

    private SizeOperand BindSize(CallSyntax size)
    {
        var operands = size.Arguments.Select(BindOperand).ToArray();
        if (CheckCount(size, 1) && operands[0].Type is { } type and (AttributeType.N or AttributeType.BOOL or AttributeType.NULL))
        {
            WrongType(size.Function, type.Text());
        }

        return new(operands[0]);
    }

    private AttributeType BindType(Operand operand)
    {
        if (operand is not ValueOperand { Value: StringValue { Text: var text } })
        {
            WrongType("attribute_type", operand.Type?.Text() ?? "{NS,SS,L,BS,N,M,B,BOOL,NULL,S}");
            return 0;
        }

        if (!AttributeTypes.TryParse(text, out var type))
        {
            Faults.Add(ExpressionFault.OperandType, $"Invalid attribute type name found; type: {text}, valid types: {{B,NULL,SS,BOOL,L,BS,N,NS,S,M}}");
        }

        return type;
    }

    private void CheckOrdered(string function, Operand operand)
    {
        if (operand.Type is { } type && !type.IsScalarKey())
        {
            WrongType(function, type.Text());
        }
    }

    private void CheckDistinct(string function, Operand left, Operand right)
    {
        if (left is PathOperand { Path: var first } && right is PathOperand { Path: var second } && first.Equals(second))
        {
            Faults.Add(
                ExpressionFault.Distinct,
                $"The first operand must be distinct from the remaining operands for this operator or function; operator: {function}, first operand: {first}");
        }
    }

    private static int? CountOperands(string function) => function switch
    {
        "attribute_exists" or "attribute_not_exists" or "size" => 1,
        "attribute_type" or "begins_with" or "contains" => 2,
        _ => null,
    };
}
