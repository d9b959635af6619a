using System.CommandLine;

namespace Holdfast.Load.Soak;

/// <summary><c>bench/soak</c>: a day's leaks in ten minutes.</summary>
internal static class SoakCommand
{
    public static Command Create()
    {
        Option<double> minutes = new("--minutes") { Description = "How long.", DefaultValueFactory = _ => 10 };
        Option<double> every = new("--every") { Description = "Seconds between samples.", DefaultValueFactory = _ => 10 };
        Option<double> megabytes = new("--megabytes") { Description = "How much memory may grow after the first third.", DefaultValueFactory = _ => 16 };
        Option<int> descriptors = new("--descriptors") { Description = "How many descriptors, or threads, may be added after the first third.", DefaultValueFactory = _ => 8 };
        Command command = new("soak", "Our daemon under load, faults, new names, connections and reloads; fails when it is not flat.") { minutes, every, megabytes, descriptors };
        command.SetAction((given, stop) => SoakBench.RunAsync(
            TimeSpan.FromMinutes(given.GetValue(minutes)),
            TimeSpan.FromSeconds(given.GetValue(every)),
            given.GetValue(megabytes),
            given.GetValue(descriptors),
            Console.WriteLine,
            stop));
        return command;
    }
}
