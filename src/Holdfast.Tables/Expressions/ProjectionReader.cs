namespace Holdfast.Tables.Expressions;

/// <summary>Reads projections: paths with commas between.</summary>
internal sealed class ProjectionReader(string text) : SyntaxReader(text)
{
    /// <summary>Reads the whole text; what comes back means nothing when there is a fault.</summary>
    public ImmutableArray<Syntax> Read()
    {
        var paths = ImmutableArray.CreateBuilder<Syntax>();
        do
        {
            paths.Add(ReadPath());
        }
        while (Accept(","));

        if (!IsAtEnd)
        {
            FailHere();
        }

        return paths.DrainToImmutable();
    }

    protected override Syntax ReadOperand() => ReadPath();

    protected override bool IsKeyword(Token token) => false;
}
