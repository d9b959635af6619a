using Holdfast.TestPeers.RealServers;

namespace Holdfast.Load;

/// <summary>Measures part by part, each on each server in turn, round after round: what else the machine does falls on all alike.</summary>
internal static class Rounds
{
    public static async Task RunAsync(
        int rounds,
        IReadOnlyList<string> parts,
        IReadOnlyList<(string Name, RealServer Server)> servers,
        Func<string, string, RealServer, Task> measure,
        Action beginRound,
        Action<string> say)
    {
        for (var round = 1; round <= rounds; round++)
        {
            beginRound();
            foreach (var part in parts)
            {
                // Whoever goes first in one round goes last in the next.
                foreach (var (name, server) in round % 2 == 1 ? servers : servers.Reverse())
                {
                    await measure(part, name, server);
                }

                say($"round {round} of {rounds}: {part}");
            }
        }
    }
}
