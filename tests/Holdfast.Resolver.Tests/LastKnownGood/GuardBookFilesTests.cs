using Holdfast.Resolver.LastKnownGood;
using Holdfast.Resolver.Resolving;
using Microsoft.Extensions.Logging.Abstractions;
using static Holdfast.Resolver.Tests.LastKnownGood.GuardWorld;

namespace Holdfast.Resolver.Tests.LastKnownGood;

/// <summary>The book on a real directory, with its own thread.</summary>
public sealed class GuardBookFilesTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("holdfast-guard-");
    private readonly MonotonicClock _clock = new(TimeProvider.System);

    [Fact]
    public async Task What_was_flushed_is_there_after_a_restart()
    {
        await using (var book = Open())
        {
            book.Observe(Request(), "quad9", Answer("192.0.2.1"));
            Assert.True(await book.FlushAsync());
            Assert.True(new FileInfo(Path.Combine(_directory.FullName, "last-known-good.log")).Length > 24);
        }

        await using var again = Open();
        Assert.Equal("192.0.2.1", Assert.Single(Assert.Single(again.List()).Generations).Addresses.Single().ToString());
    }

    [Fact]
    public async Task Closing_writes_what_is_left()
    {
        await using (var book = Open())
        {
            book.Observe(Request(), "quad9", Answer("192.0.2.1"));
        }

        await using var again = Open();
        Assert.Single(again.List());
    }

    [Fact]
    public async Task A_second_book_on_the_same_directory_is_told_who_uses_it()
    {
        await using var book = Open();
        Assert.False(TryOpen(_directory.FullName, out _, out var fault));
        Assert.Contains($"process {Environment.ProcessId} uses {_directory.FullName}", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_directory_that_cannot_be_made_is_a_value()
    {
        var file = Path.Combine(_directory.FullName, "file");
        File.WriteAllText(file, "");
        Assert.False(TryOpen(Path.Combine(file, "below"), out _, out var fault));
        Assert.Contains("cannot be used", fault, StringComparison.Ordinal);
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private GuardBook Open()
    {
        Assert.True(TryOpen(_directory.FullName, out var book, out var fault), fault);
        return book!;
    }

    private bool TryOpen(string directory, out GuardBook? book, out string? fault) => GuardBook.TryOpen(
        new GuardOptions { Rules = [Rule], Directory = directory }, _clock, NullLogger.Instance, new GuardWorld(), null, out book, out fault);
}
