using System.Net;
using Holdfast.Resolver.LastKnownGood;
using Holdfast.Resolver.Resolving;
using Holdfast.Wire.Names;
using Holdfast.Wire.Records;
using Microsoft.Extensions.Logging.Abstractions;
using static Holdfast.Resolver.Tests.LastKnownGood.GuardWorld;

namespace Holdfast.Resolver.Tests.LastKnownGood;

/// <summary>The book under many threads at once, with its own thread and a real directory.</summary>
public sealed class GuardBookThreadsTests : IProver, IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("holdfast-guard-");

    [Fact]
    public async Task Many_callers_at_once_find_it_whole()
    {
        var clock = new MonotonicClock(TimeProvider.System);
        var options = new GuardOptions { Rules = [Rule], Directory = _directory.FullName };
        Assert.True(GuardBook.TryOpen(options, clock, NullLogger.Instance, this, null, out var book, out var fault), fault);
        await Parallel.ForAsync(0, 16, async (caller, stopping) =>
        {
            for (var i = 0; i < 300; i++)
            {
                var address = $"192.0.2.{1 + ((i + caller) % 5)}";
                switch ((i + caller) % 7)
                {
                    case 0:
                        Assert.NotNull(await book.JudgeAsync(Request(), Answer(address), "quad9", AllDeny, clock.In(TimeSpan.FromSeconds(5)), stopping));
                        break;
                    case 1 or 2:
                        book.Observe(Request(), $"operator {caller % 3}", Answer(address));
                        break;
                    case 3 when i % 50 == 3:
                        book.Release(Api);
                        break;
                    case 4 when i % 50 == 4:
                        book.Restore(Api, RecordType.A, 1);
                        break;
                    case 5:
                        Assert.True(book.History(DomainName.Parse("API.example.com")).Length <= 1);
                        break;
                    default:
                        var held = await book.HoldAsync(Request(), AllDeny, clock.In(TimeSpan.FromSeconds(5)), stopping);
                        Assert.True(held.IsHeld == (held.Outcome == HoldOutcome.Held), held.Reason);
                        break;
                }
            }
        });
        Assert.True(await book.FlushAsync());
        var before = book.List();
        await book.DisposeAsync();

        Assert.True(GuardBook.TryOpen(options, clock, NullLogger.Instance, this, null, out var again, out fault), fault);
        await using (again)
        {
            Assert.Equal(
                before.Single().Generations.Select(generation => generation.Number), again.List().Single().Generations.Select(generation => generation.Number));
        }
    }

    public async ValueTask<ProofResult> ProveAsync(
        IPAddress address, Proof proof, DomainName name, TimeSpan timeout, CancellationToken cancellationToken)
    {
        await Task.Yield();
        return new ProofResult(address.GetAddressBytes()[3] % 2 == 0 ? ProofOutcome.Alive : ProofOutcome.Refused);
    }

    public void Dispose() => _directory.Delete(recursive: true);
}
