using System.CommandLine;

namespace Holdfast.Load.Store;

/// <summary><c>bench/store</c>: what the store costs beside its raw engines.</summary>
internal static class StoreCommand
{
    public static Command Create()
    {
        Option<string[]> parts = new("--parts")
        {
            Description = "Which engines: rocksdb, etcd.",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => ["rocksdb", "etcd"],
        };
        parts.AcceptOnlyFromAmong("rocksdb", "etcd");
        Option<int> rounds = new("--rounds") { Description = "How often each is measured, in turn; medians are shown.", DefaultValueFactory = _ => 5 };
        Option<double> seconds = new("--seconds") { Description = "How long each measurement lasts.", DefaultValueFactory = _ => 1 };
        Option<string> directory = new("--directory")
        {
            Description = "Where the databases lie meanwhile: the disk that is measured.",
            DefaultValueFactory = _ => Path.GetFullPath("artifacts"),
        };
        Command command = new("store", "Operations a second of each engine and of the raw engine below it.") { parts, rounds, seconds, directory };
        command.SetAction(async (given, stop) =>
        {
            var folder = Directory.CreateDirectory(given.GetValue(directory)!).CreateSubdirectory($"bench-store-{Environment.ProcessId}");
            try
            {
                StoreBench bench = new(given.GetValue(rounds), TimeSpan.FromSeconds(given.GetValue(seconds)), Console.WriteLine);
                if (given.GetValue(parts)!.Contains("rocksdb"))
                {
                    await RocksDbBench.RunAsync(bench, folder.FullName, stop);
                }

                if (given.GetValue(parts)!.Contains("etcd"))
                {
                    await EtcdBench.RunAsync(bench, stop);
                }

                return 0;
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        });
        return command;
    }
}
