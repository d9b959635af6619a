using System.Net;
using Holdfast.Resolver.Exchanges.Bootstrap;
using Holdfast.Resolver.Resolving;
using Microsoft.Extensions.Time.Testing;

namespace Holdfast.Resolver.Tests.Exchanges;

public sealed class AddressFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("holdfast-addresses-").FullName;

    private string Path => System.IO.Path.Combine(_folder, "provider-addresses");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_one_process_found_the_next_one_recalls()
    {
        using (var first = new AddressFile(Path))
        {
            Assert.Empty(first.Recall("dns.example"));
            first.Remember("DNS.example", [IPAddress.Parse("2001:db8::1"), IPAddress.Parse("192.0.2.1")]);
            first.Remember("other.example", [IPAddress.Parse("192.0.2.2")]);
        }

        Assert.Equal("holdfast provider addresses 1\ndns.example 2001:db8::1 192.0.2.1\nother.example 192.0.2.2\n", File.ReadAllText(Path));
        using var second = new AddressFile(Path);
        Assert.Equal([IPAddress.Parse("2001:db8::1"), IPAddress.Parse("192.0.2.1")], second.Recall("dns.example"));
    }

    [Fact]
    public async Task A_change_reaches_the_disk_without_waiting_for_the_end()
    {
        using var file = new AddressFile(Path);
        file.Remember("dns.example", [IPAddress.Parse("192.0.2.1")]);
        await Eventually.TrueAsync(() => File.Exists(Path) && File.ReadAllText(Path).EndsWith("dns.example 192.0.2.1\n", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("holdfast provider addresses 2\ndns.example 192.0.2.1\n", 0)]
    [InlineData("\0\0\0\0", 0)]
    [InlineData("", 0)]
    [InlineData("holdfast provider addresses 1\ndns.example 192.0.2.1", 1)]
    [InlineData("holdfast provider addresses 1\ndns.example 192.0.2.x\n", 0)]
    [InlineData("holdfast provider addresses 1\ndns.example\n", 0)]
    [InlineData("holdfast provider addresses 1\n 192.0.2.1\n\ndns.example 192.0.2.1\n", 1)]
    public void A_damaged_file_costs_the_damaged_lines_only(string text, int addresses)
    {
        File.WriteAllText(Path, text);
        using var file = new AddressFile(Path);
        Assert.Equal(addresses, file.Recall("dns.example").Length);
    }

    [Fact]
    public void A_folder_that_is_not_there_costs_the_memory_across_restarts_and_nothing_else()
    {
        using var file = new AddressFile(System.IO.Path.Combine(_folder, "gone", "provider-addresses"));
        file.Remember("dns.example", [IPAddress.Parse("192.0.2.1")]);
        Assert.Single(file.Recall("dns.example"));
    }

    [Fact]
    public void No_more_hosts_than_the_limit_are_remembered()
    {
        using var file = new AddressFile(Path);
        for (var n = 0; n <= AddressFile.MaxHosts; n++)
        {
            file.Remember($"h{n}.example", [IPAddress.Parse("192.0.2.1")]);
        }

        Assert.Single(file.Recall("h255.example"));
        Assert.Empty(file.Recall("h256.example"));
    }

    [Fact]
    public async Task A_process_that_starts_while_nobody_answers_finds_its_providers()
    {
        using (var before = new AddressFile(Path))
        {
            before.Remember("dns.example", [IPAddress.Parse("192.0.2.1")]);
        }

        using var file = new AddressFile(Path);
        var bootstrapper = new Bootstrapper([], file, new MonotonicClock(new FakeTimeProvider()));
        Assert.Equal([IPAddress.Parse("192.0.2.1")], await bootstrapper.FindAsync("dns.example", TestContext.Current.CancellationToken));
    }
}
