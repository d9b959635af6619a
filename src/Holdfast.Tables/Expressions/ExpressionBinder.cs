using System.Text;
using Holdfast.Tables.Items;

namespace Holdfast.Tables.Expressions;

/// <summary>Syntax to meaning: placeholders resolved, operands checked. What all kinds of expression have in common.</summary>
internal abstract class ExpressionBinder(ExpressionContext context)
{
    private readonly ExpressionContext _context = context;

    /// <summary>What is wrong so far.</summary>
    protected FaultLedger Faults { get; } = new();

    /// <summary>Every path there is.</summary>
    protected List<DocumentPath> Paths { get; } = [];

    /// <summary>What is wrong with a text before it is read; null when nothing.</summary>
    public static string? CheckText(string text) =>
        text.Length == 0 ? "The expression can not be empty;"
        : Encoding.UTF8.GetByteCount(text) is var octets && octets > ExpressionLimits.MaxOctets
            ? $"Expression size has exceeded the maximum allowed size; expression size: {octets}"
            : null;

    /// <summary>What is wrong with the number of operators; null when nothing.</summary>
    public static string? CheckOperators(int operators) => operators > ExpressionLimits.MaxOperators
        ? $"The expression contains too many operators; operator count: {operators}"
        : null;

    public static TableError Invalid(ExpressionKind kind, string message) => TableError.Validation($"Invalid {kind}: {message}");

    protected DocumentPath Bind(PathSyntax syntax)
    {
        var elements = syntax.Path.Elements;
        for (var at = 0; at < elements.Length; at++)
        {
            if (elements[at].Name is not { } name)
            {
                continue;
            }

            if (name.StartsWith('#'))
            {
                if (_context.TryGetName(name, out var real))
                {
                    elements = elements.SetItem(at, real);
                }
                else
                {
                    Faults.Add(ExpressionFault.Name, $"An expression attribute name used in the document path is not defined; attribute name: {name}");
                }
            }
            else if (ReservedWords.Contains(name))
            {
                Faults.Add(ExpressionFault.Reserved, $"Attribute name is a reserved keyword; reserved keyword: {name}");
            }
        }

        DocumentPath path = elements == syntax.Path.Elements ? syntax.Path : new(elements);
        Paths.Add(path);
        return path;
    }

    protected AttributeValue Bind(ValueSyntax syntax)
    {
        if (_context.TryGetValue(syntax.Placeholder, out var value))
        {
            return value;
        }

        Faults.Add(ExpressionFault.Value, $"An expression attribute value used in expression is not defined; attribute value: {syntax.Placeholder}");
        return NullValue.Instance;
    }

    /// <summary>Checks how many operands a function has.</summary>
    /// <returns>False when it has more or fewer than it wants, or is none.</returns>
    protected bool CheckCount(CallSyntax call, int? wanted)
    {
        if (wanted is null)
        {
            Faults.Add(ExpressionFault.UnknownFunction, $"Invalid function name; function: {call.Function}");
        }
        else if (wanted != call.Arguments.Length)
        {
            Faults.Add(
                ExpressionFault.OperandCount,
                $"Incorrect number of operands for operator or function; operator or function: {call.Function}, number of operands: {call.Arguments.Length}");
        }

        return wanted == call.Arguments.Length;
    }

    protected void WrongType(string function, string type) => Faults.Add(
        ExpressionFault.OperandType,
        $"Incorrect operand type for operator or function; operator or function: {function}, operand type: {type}");

    protected void NeedsPath(string function) => Faults.Add(
        ExpressionFault.OperandType,
        $"Operator or function requires a document path; operator or function: {function}");

    protected void Misused(string function) => Faults.Add(
        ExpressionFault.MisusedFunction,
        $"The function is not allowed to be used this way in an expression; function: {function}");
}
