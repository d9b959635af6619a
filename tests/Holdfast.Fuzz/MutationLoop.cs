namespace Holdfast.Fuzz;

/// <summary>Feeds mutated inputs to a target until time is up or a promise is broken.</summary>
internal static class MutationLoop
{
    /// <summary>Runs the loop.</summary>
    /// <returns>How many inputs were tried, and what broke, if anything did.</returns>
    public static (long Tried, string? Failure) Run(FuzzTarget target, int seed, TimeSpan time)
    {
        var mutator = new Mutator([.. target.Corpus.Select(File.ReadAllBytes)], seed);
        var clock = TimeProvider.System;
        var began = clock.GetTimestamp();
        var tried = 0L;
        while (clock.GetElapsedTime(began) < time)
        {
            var input = mutator.Next();
            try
            {
                target.Run(input);
            }
            catch (Exception broken)
            {
                return (tried, $"{target.Name}, seed {seed}, input {tried}: {Convert.ToHexString(input)}\n{broken}");
            }

            tried++;
        }

        return (tried, null);
    }
}
