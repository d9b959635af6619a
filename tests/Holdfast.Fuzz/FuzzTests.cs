namespace Holdfast.Fuzz;

/// <summary>Every test run replays the corpus and then mutates it for a short while.</summary>
public sealed class FuzzTests
{
    private static readonly TimeSpan _time = TimeSpan.FromSeconds(2);

    public static TheoryData<string> Targets => [.. FuzzTarget.All.Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Targets))]
    public void The_corpus_breaks_no_promise(string name)
    {
        var target = FuzzTarget.Find(name)!;
        Assert.NotEmpty(target.Corpus);
        foreach (var file in target.Corpus)
        {
            var broken = Record.Exception(() => target.Run(File.ReadAllBytes(file)));
            Assert.True(broken is null, $"{file}: {broken}");
        }
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Mutations_break_no_promise(string name)
    {
        var (tried, failure) = MutationLoop.Run(FuzzTarget.Find(name)!, Environment.TickCount, _time);
        Assert.True(failure is null, failure);
        Assert.NotEqual(0, tried);
    }
}
