using System.Globalization;

namespace Holdfast.Resolver.Tests.Durable;

public sealed class KillTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("holdfast-log-");

    [Fact]
    public async Task Nothing_that_was_synchronized_is_lost_by_kill_9_at_random_points()
    {
        var chance = new Random(20251020);
        var acknowledged = 0;
        for (var round = 0; round < 12; round++)
        {
            using (var process = KilledProcess.Start(_directory.FullName))
            {
                for (var left = chance.Next(1, 120); left > 0; left--)
                {
                    var line = await process.StandardOutput.ReadLineAsync();
                    Assert.True(int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out acknowledged), line);
                }

                process.Kill();
                var rest = await process.StandardOutput.ReadToEndAsync();
                await process.WaitForExitAsync();
                acknowledged = rest.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                    .Select(line => int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0)
                    .Append(acknowledged).Max();
            }

            var numbers = new List<int>();
            Assert.True(KilledProcess.TryOpen(_directory.FullName, numbers, out var log, out var fault), fault);
            log!.Dispose();
            Assert.InRange(numbers[^1], acknowledged, acknowledged + 1);
            Assert.Equal(Enumerable.Range(numbers[0], numbers.Count), numbers);
        }
    }

    [Fact]
    public async Task A_second_process_is_told_who_uses_the_directory()
    {
        using var process = KilledProcess.Start(_directory.FullName);
        Assert.Equal("1", await process.StandardOutput.ReadLineAsync());
        Assert.False(KilledProcess.TryOpen(_directory.FullName, [], out _, out var fault));
        Assert.Equal(
            $"{Path.Combine(_directory.FullName, KilledProcess.LogName)}.lock is locked: process {process.Id} uses {_directory.FullName}", fault);
        process.Kill();
        await process.WaitForExitAsync();
        Assert.True(KilledProcess.TryOpen(_directory.FullName, [], out var log, out fault), fault);
        log!.Dispose();
    }

    public void Dispose() => _directory.Delete(recursive: true);
}
