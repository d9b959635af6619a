using Holdfast.Tables.Items;

namespace Holdfast.Tables.Expressions;

/// <summary>The syntax of an update to its actions.</summary>
internal sealed class UpdateBinder(ExpressionContext context) : ExpressionBinder(context)
{
    private static readonly OperandTerm _none = new(new ValueOperand(NullValue.Instance));

    private readonly PathTree<UpdateAction> _tree = new();

    /// <summary>Binds all actions.</summary>
    /// <returns>What is wrong; null when nothing.</returns>
    public string? Bind(ImmutableArray<UpdateActionSyntax> syntax, string? repeatedSection, out UpdateExpression update)
    {
        if (repeatedSection is not null)
        {
            Faults.Add(ExpressionFault.Section, $"The \"{repeatedSection}\" section can only be used once in an update expression;");
        }

        var actions = ImmutableArray.CreateBuilder<UpdateAction>(syntax.Length);
        foreach (var one in syntax)
        {
            var action = BindAction(one);
            actions.Add(action);
            if (_tree.Add(action.Path, action) is { } overlap)
            {
                Faults.Add(overlap.StartsWith("Two document paths overlap", StringComparison.Ordinal) ? ExpressionFault.Overlap : ExpressionFault.Conflict, overlap);
            }
        }

        update = new(actions.DrainToImmutable(), _tree, [.. Paths]);
        return Faults.First(
            ExpressionFault.Reserved,
            ExpressionFault.UnknownFunction,
            ExpressionFault.Section,
            ExpressionFault.Name,
            ExpressionFault.Value,
            ExpressionFault.Overlap,
            ExpressionFault.Conflict,
            ExpressionFault.OperandCount,
            ExpressionFault.OperandType);
    }

    private UpdateAction BindAction(UpdateActionSyntax syntax)
    {
        var path = Bind((PathSyntax)syntax.Path);
        switch (syntax.Section)
        {
            case "SET":
                return new SetAction(path, BindTerm(syntax.Value!));
            case "REMOVE":
                return new RemoveAction(path);
            case "ADD":
                var more = Bind((ValueSyntax)syntax.Value!);
                if (!more.Type.IsSet() && more.Type != AttributeType.N)
                {
                    WrongOperand(syntax.Section, more.Type);
                }

                return new AddAction(path, more);
            default:
                var value = Bind((ValueSyntax)syntax.Value!);
                if (value is SetValue members)
                {
                    return new DeleteAction(path, members);
                }

                WrongOperand(syntax.Section, value.Type);
                return new RemoveAction(path);
        }
    }

    private UpdateTerm BindTerm(Syntax syntax)
    {
        switch (syntax)
        {
            case PathSyntax path:
                return new OperandTerm(new PathOperand(Bind(path)));
            case ValueSyntax value:
                return new OperandTerm(new ValueOperand(Bind(value)));
            case BinarySyntax sum:
                var (left, right) = (BindTerm(sum.Left), BindTerm(sum.Right));
                CheckType(sum.Operator, left, AttributeType.N);
                CheckType(sum.Operator, right, AttributeType.N);
                return new SumTerm(left, right, sum.Operator == "-");
            default:
                return BindFunction((CallSyntax)syntax);
        }
    }

    private UpdateTerm BindFunction(CallSyntax call)
    {
        var terms = call.Arguments.Select(BindTerm).ToArray();
        if (!CheckCount(call, call.Function is "if_not_exists" or "list_append" ? 2 : null))
        {
            return _none;
        }

        if (call.Function == "list_append")
        {
            CheckType(call.Function, terms[0], AttributeType.L);
            CheckType(call.Function, terms[1], AttributeType.L);
            return new ListAppendTerm(terms[0], terms[1]);
        }

        if (terms[0] is OperandTerm { Operand: PathOperand { Path: var path } })
        {
            return new IfNotExistsTerm(path, terms[1]);
        }

        NeedsPath(call.Function);
        return _none;
    }

    private void CheckType(string function, UpdateTerm term, AttributeType wanted)
    {
        if (term.Type is { } type && type != wanted)
        {
            WrongType(function, type.Text());
        }
    }

    private void WrongOperand(string section, AttributeType type) => Faults.Add(
        ExpressionFault.OperandType,
        $"Incorrect operand type for operator or function; operator: {section}, operand type: {LongName(type)}");

    private static string LongName(AttributeType type) => type switch
    {
        AttributeType.S => "STRING",
        AttributeType.N => "NUMBER",
        AttributeType.B => "BINARY",
        AttributeType.BOOL => "BOOLEAN",
        AttributeType.NULL => "NULL",
        AttributeType.L => "LIST",
        AttributeType.M => "MAP",
        _ => type.Text(),
    };
}
