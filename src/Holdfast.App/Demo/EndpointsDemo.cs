using System.Globalization;
using Holdfast.Endpoints.Planning;

namespace Holdfast.App.Demo;

/// <summary>
/// <c>holdfast endpoints demo</c>: the morning of 20 October 2025 and worse, in less than a minute. A server dies and comes
/// back; an enactor sleeps between deciding and writing, until what it decided on is cleaned up, and wakes; every probe fails at
/// once; configurations come that would leave the name without an address; the store goes away. Clients use the name throughout.
/// </summary>
internal sealed class EndpointsDemo(DemoWorld world, DemoScreen screen, TimeProvider time, double pace)
{
    /// <summary>The exit code when it did not hold.</summary>
    public const int NotHeldExit = 1;

    /// <summary>The exit code when the machine stands in the way.</summary>
    public const int CannotRunExit = 2;

    // After this it is over, held or not.
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(55);

    // How long one thing may take to happen.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(15);

    private int _edition = 1;

    /// <summary>Runs it to its verdict.</summary>
    /// <param name="output">Where it is shown.</param>
    /// <param name="time">Time.</param>
    /// <param name="pace">By how much the pauses for those who watch are shortened: 1 for not at all.</param>
    /// <param name="cancellationToken">Breaks it off.</param>
    public static async Task<int> RunAsync(TextWriter output, TimeProvider time, double pace, CancellationToken cancellationToken)
    {
        using var screen = new DemoScreen(output, time);
        var (world, problem) = await DemoWorld.StartAsync(screen, time, cancellationToken);
        if (world is null)
        {
            await Console.Error.WriteLineAsync($"holdfast: {problem}");
            return CannotRunExit;
        }

        await using (world)
        {
            using var limit = new CancellationTokenSource(_limit, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            return await new EndpointsDemo(world, screen, time, pace).RunAsync(either.Token);
        }
    }

    private async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        string? broke = null;
        try
        {
            await BeginAsync(cancellationToken);
            await KillAndReviveAsync(cancellationToken);
            await OversleepAsync(cancellationToken);
            await CutObserversOffAsync(cancellationToken);
            await EmptyConfigurationAsync(cancellationToken);
            await LoseStoreAsync(cancellationToken);
        }
        catch (DemoException fault)
        {
            broke = fault.Message;
        }
        catch (OperationCanceledException)
        {
            broke = $"it was not over within {_limit.TotalSeconds:0} s";
        }

        await world.StopClientsAsync();
        return Judge(broke);
    }

    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        screen.Phase($"Three servers, three enactors, one name: {DemoWorld.Name} at {world.Daemon.Server.EndPoints[0]}");
        await world.ConfigureAsync(world.Pool(_edition));
        await UntilServesAsync(3, cancellationToken);
        world.StartClients();
        screen.Say("clients", "ask the name 20 times a second from now on, and fetch a page from what they are answered");
        await PauseAsync(1, cancellationToken);
    }

    private async Task KillAndReviveAsync(CancellationToken cancellationToken)
    {
        screen.Phase("1. A server dies, and comes back");
        await KillAsync(cancellationToken);
        await PauseAsync(1, cancellationToken);
        await ReviveAsync(cancellationToken);
        await PauseAsync(1, cancellationToken);
    }

    private async Task OversleepAsync(CancellationToken cancellationToken)
    {
        screen.Phase("2. An enactor falls asleep between deciding and writing, and wakes when its plan is long obsolete");
        var sleeper = world.Enactors[2];
        var stall = sleeper.Store.StallNext();
        world.Enactors[0].Store.GoAfter(stall.Asleep.Task);
        world.Enactors[1].Store.GoAfter(stall.Asleep.Task);
        var began = time.GetTimestamp();
        await world.Servers[1].KillAsync();
        screen.Say("demo", $"the server in {world.Servers[1].Zone} is killed");
        await HappensAsync(() => stall.Asleep.Task.IsCompleted, "the enactor to decide", cancellationToken);
        var obsolete = world.Served!.Generation.Next;
        screen.Say(sleeper.Zone, $"has decided on generation {obsolete}, and falls asleep before it writes it", "yellow");
        await UntilServesAsync(2, cancellationToken);
        while (world.Served!.Generation.Value <= obsolete.Value + DemoWorld.KeptGenerations)
        {
            await ReviveAsync(cancellationToken);
            await KillAsync(cancellationToken);
        }

        await ReviveAsync(cancellationToken);
        var oldest = (await world.Enactors[0].Service!.Publisher.HistoryAsync(DemoWorld.Name, cancellationToken))[^1].Generation;
        screen.Say("store", $"generation {world.Served.Generation} is published; all before {oldest} are cleaned up, what {sleeper.Zone} decided on among them");
        await PauseAsync(2, cancellationToken);
        stall.Awake.TrySetResult();
        var outcome = await stall.Outcome.Task.WaitAsync(cancellationToken);
        if (outcome.IsCommitted)
        {
            throw new DemoException($"the obsolete generation {obsolete} was published over {world.Served.Generation}");
        }

        screen.Say("store", Text($"REFUSED: {sleeper.Zone} woke after {time.GetElapsedTime(began).TotalSeconds:0.0} s and put generation {obsolete}; it follows generation {obsolete.Value - 1}, which is no longer the published one"), "red");
        await PauseAsync(1, cancellationToken);
    }

    private async Task CutObserversOffAsync(CancellationToken cancellationToken)
    {
        screen.Phase("3. Every probe fails at once, though every server serves");
        SetCutOff(true);
        screen.Say("demo", "the enactors are cut off from all servers; clients are not");
        await HappensAsync(() => world.Enactors.All(enactor => enactor.Service!.Board.Of(DemoWorld.Name)?.SuspectedSince is not null), "the observers to be doubted", cancellationToken);
        await PauseAsync(3, cancellationToken);
        var serving = world.Served!.Serving.Count();
        screen.Say("plan", $"STANDS: {serving} of 3 addresses are served on: when so much fails together it is the observers that are doubted", "yellow");
        if (serving < 2)
        {
            throw new DemoException($"only {serving} of 3 addresses were left");
        }

        SetCutOff(false);
        await UntilServesAsync(3, cancellationToken);
        await PauseAsync(1, cancellationToken);
    }

    private async Task EmptyConfigurationAsync(CancellationToken cancellationToken)
    {
        screen.Phase("4. Configurations that would empty the map");
        foreach (var fault in (world.Pool(_edition + 1) with { Members = [] }).Faults("endpoints.pools[0]"))
        {
            screen.Say("check", $"REFUSED: {fault}", "red");
        }

        var before = world.Served!.Generation;
        var moment = screen.Moment;
        screen.Say("demo", "a pool of three addresses where nobody is");
        await world.ConfigureAsync(world.PoolOfNobody(++_edition));
        await HappensAsync(() => screen.HasSaid("no member is healthy", moment), "the planner to have nobody", cancellationToken);
        await PauseAsync(2, cancellationToken);

        moment = screen.Moment;
        screen.Say("demo", "a pool of which two in three are drained at once");
        var pool = world.Pool(++_edition);
        await world.ConfigureAsync(pool with { Members = [pool.Members[0], .. pool.Members[1..].Select(member => member with { IsDrained = true })] });
        await HappensAsync(() => screen.HasSaid("was refused", moment), "the guard to refuse", cancellationToken);
        await PauseAsync(2, cancellationToken);
        if (world.Served!.Generation != before)
        {
            throw new DemoException($"generation {world.Served.Generation} was published from a configuration that empties the map");
        }

        screen.Say("demo", "the pool as it was");
        await world.ConfigureAsync(world.Pool(++_edition));
        await HappensAsync(() => world.Served!.Edition == _edition, "the pool to be published", cancellationToken);
        await PauseAsync(1, cancellationToken);
    }

    private async Task LoseStoreAsync(CancellationToken cancellationToken)
    {
        screen.Phase("5. The store goes away, a server dies meanwhile, and the store comes back");
        await using (await world.TakeStoreAsync(cancellationToken))
        {
            screen.Say("demo", "the store is gone: another process has it");
            await HappensAsync(() => world.Daemon.Endpoints.Store!.Problem is not null, "the store to be missed", cancellationToken);
            await world.Servers[1].KillAsync();
            screen.Say("demo", $"the server in {world.Servers[1].Zone} is killed");
            await PauseAsync(3, cancellationToken);
            screen.Say("plan", $"STANDS: generation {world.Served!.Generation} is served on without the store", "yellow");
        }

        screen.Say("demo", "the store is back");
        await UntilServesAsync(2, cancellationToken);
        await ReviveAsync(cancellationToken);
        await PauseAsync(1, cancellationToken);
    }

    private int Judge(string? broke)
    {
        var tally = world.Clients.Tally;
        screen.Phase("Verdict");
        (string What, bool Held, string Seen)[] verdicts =
        [
            ("every phase came to its end", broke is null, broke ?? "as told"),
            ("the name was never empty", tally.Empty == 0 && tally.Asked > 0, Text($"{tally.Empty} empty of {tally.Asked} answers")),
            ("the name always answered", tally.Unanswered == 0, Text($"{tally.Unanswered} of {tally.Asked} questions unanswered")),
            ("the name was never older", tally.Older == 0, Text($"{tally.Older} answers older than one before; generation {world.Served?.Generation ?? Generation.None} at the end")),
            ("requests were served", tally is { Failed: 0, Requests: > 0 }, Text($"{tally.Requests - tally.Failed} of {tally.Requests}; {tally.ServedByOthers} by the answer's second address, while a dead one was still in it")),
        ];
        foreach (var (what, held, seen) in verdicts)
        {
            screen.Say(held ? "held" : "NOT HELD", $"{what}: {seen}", held ? "green" : "red");
        }

        return verdicts.All(verdict => verdict.Held) ? 0 : NotHeldExit;
    }

    private async Task KillAsync(CancellationToken cancellationToken)
    {
        await world.Servers[1].KillAsync();
        screen.Say("demo", $"the server in {world.Servers[1].Zone} is killed");
        await UntilServesAsync(2, cancellationToken);
    }

    private async Task ReviveAsync(CancellationToken cancellationToken)
    {
        await world.Servers[1].StartAsync(cancellationToken);
        screen.Say("demo", $"the server in {world.Servers[1].Zone} is back");
        await UntilServesAsync(3, cancellationToken);
    }

    private void SetCutOff(bool isCutOff)
    {
        foreach (var enactor in world.Enactors)
        {
            enactor.IsCutOff = isCutOff;
        }
    }

    private Task UntilServesAsync(int addresses, CancellationToken cancellationToken) =>
        HappensAsync(() => world.Served?.Serving.Count() == addresses, $"the name to have {addresses} addresses", cancellationToken);

    private async Task HappensAsync(Func<bool> happened, string what, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (!happened())
        {
            if (time.GetElapsedTime(began) > _patience)
            {
                throw new DemoException($"waited {_patience.TotalSeconds:0} s in vain for {what}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), time, cancellationToken);
        }
    }

    private Task PauseAsync(double seconds, CancellationToken cancellationToken) => Task.Delay(TimeSpan.FromSeconds(seconds * pace), time, cancellationToken);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    // The story went another way than it is told.
    private sealed class DemoException(string message) : Exception(message);
}
