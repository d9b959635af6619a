using System.Globalization;
using Holdfast.Fuzz;

// Without arguments of its own this is a test project like the others; "fuzz" and "libfuzzer" are for long runs.
return args switch
{
    ["fuzz", var name, .. var rest] when FuzzTarget.Find(name) is { } target => Fuzz(target, rest),
    ["libfuzzer", var name, ..] when FuzzTarget.Find(name) is { } target => LibFuzzer(target),
    ["fuzz" or "libfuzzer", ..] => Usage(),
    _ => await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args),
};

static int Fuzz(FuzzTarget target, string[] options)
{
    var (seconds, seed) = (60, Environment.TickCount);
    for (var i = 0; i + 1 < options.Length; i += 2)
    {
        var value = int.Parse(options[i + 1], CultureInfo.InvariantCulture);
        (seconds, seed) = options[i] == "--seconds" ? (value, seed) : (seconds, value);
    }

    var (tried, failure) = MutationLoop.Run(target, seed, TimeSpan.FromSeconds(seconds));
    Console.WriteLine(failure ?? $"{target.Name}, seed {seed}: {tried} inputs in {seconds} s, no promise broken");
    return failure is null ? 0 : 1;
}

// Wants Holdfast.Wire.dll instrumented by sharpfuzz, and libfuzzer-dotnet to drive it (README.md).
static int LibFuzzer(FuzzTarget target)
{
    SharpFuzz.Fuzzer.LibFuzzer.Run(octets => target.Run(octets));
    return 0;
}

static int Usage()
{
    Console.Error.WriteLine("Holdfast.Fuzz fuzz TARGET [--seconds N] [--seed N]");
    Console.Error.WriteLine("Holdfast.Fuzz libfuzzer TARGET");
    Console.Error.WriteLine($"targets: {string.Join(' ', FuzzTarget.All.Select(target => target.Name))}");
    return 2;
}
