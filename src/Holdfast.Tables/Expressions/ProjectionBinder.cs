namespace Holdfast.Tables.Expressions;

/// <summary>The syntax of a projection to the projection.</summary>
internal sealed class ProjectionBinder(ExpressionContext context) : ExpressionBinder(context)
{
    /// <summary>Binds all paths.</summary>
    /// <returns>What is wrong; null when nothing.</returns>
    public string? Bind(ImmutableArray<Syntax> syntax, out ProjectionExpression? projection)
    {
        PathTree<DocumentPath> tree = new();
        foreach (var path in syntax.Cast<PathSyntax>())
        {
            var bound = Bind(path);
            if (tree.Add(bound, bound) is { } overlap)
            {
                Faults.Add(ExpressionFault.Overlap, overlap);
            }
        }

        projection = ProjectionExpression.Of([.. Paths]);
        return Faults.First(ExpressionFault.Reserved, ExpressionFault.Name, ExpressionFault.Overlap);
    }
}
