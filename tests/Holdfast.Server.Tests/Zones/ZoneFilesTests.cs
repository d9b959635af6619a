using Holdfast.Server.Zones;
using Holdfast.Wire.Names;
using Holdfast.Wire.Records;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Holdfast.Server.Tests.Zones;

public sealed class ZoneFilesTests : IDisposable
{
    private const string Zone = "$TTL 300\n@ SOA ns hostmaster 7 3600 600 86400 60\n@ NS ns\n";

    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(5);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("holdfast-zones-");
    private readonly FakeTimeProvider _time = new();
    private readonly OwnZones _zones = new(static () => 0);
    private readonly Lines _log = new();
    private readonly ZoneFiles _files;
    private readonly PipelineBench _bench;

    public ZoneFilesTests()
    {
        _files = new ZoneFiles(_zones, _time, new ServerMetrics(), _log);
        _bench = new PipelineBench(own: _zones);
    }

    [Fact]
    public void A_file_that_changes_is_read_again_and_a_broken_one_keeps_the_old_zone()
    {
        Write("zone", Zone + "www A 192.0.2.1");
        Use("zone");
        Assert.Equal("192.0.2.1", Address());
        Write("zone", Zone + "www A 192.0.2.22");
        _time.Advance(_interval);
        Assert.Equal("192.0.2.22", Address());
        Write("zone", Zone + "www A 192.0.2.333");
        _time.Advance(_interval);
        Assert.Equal("192.0.2.22", Address());
        Assert.Contains($"Zone example. has a broken file, the zone before stays: {PathOf("zone")}:4:7: '192.0.2.333' is not an IPv4 address. In: www A 192.0.2.333", _log.All);
        File.Delete(PathOf("zone"));
        _time.Advance(_interval);
        Assert.Equal("192.0.2.22", Address());
        Write("zone", Zone + "www A 192.0.2.4");
        _time.Advance(_interval);
        Assert.Equal("192.0.2.4", Address());
    }

    [Fact]
    public void A_zone_that_never_had_a_sound_file_fails_until_it_has_one()
    {
        Write("zone", "nonsense");
        Use("zone");
        Assert.Equal("SERVFAIL", Address());
        Assert.Contains(_log.All, line => line.StartsWith($"Zone example. has a broken file, the zone answers SERVFAIL: {PathOf("zone")}:1:", StringComparison.Ordinal));
        Write("zone", Zone + "www A 192.0.2.1");
        _time.Advance(_interval);
        Assert.Equal("192.0.2.1", Address());
    }

    [Fact]
    public void Included_files_are_watched_too_from_when_they_are_named()
    {
        Write("zone", Zone + "$INCLUDE one");
        Write("one", "www A 192.0.2.1");
        Write("two", "www A 192.0.2.22");
        Use("zone");
        Assert.Equal("192.0.2.1", Address());
        Write("one", "www A 192.0.2.111");
        _time.Advance(_interval);
        Assert.Equal("192.0.2.111", Address());
        Write("zone", Zone + "$INCLUDE two ; now");
        _time.Advance(_interval);
        Write("two", "www A 192.0.2.2");
        _time.Advance(_interval);
        Assert.Equal("192.0.2.2", Address());
    }

    [Fact]
    public void Zones_that_are_no_longer_listed_are_forgotten()
    {
        Write("zone", Zone + "www A 192.0.2.1");
        Use("zone");
        _files.Use([], _interval);
        Assert.Empty(_zones.Current.Zones);
        Write("zone", Zone + "www A 192.0.2.22");
        _time.Advance(_interval);
        Assert.Empty(_zones.Current.Zones);
        Use("zone");
        Assert.Equal("192.0.2.22", Address());
    }

    [Fact]
    public void A_zone_may_move_to_another_file()
    {
        Write("zone", Zone + "www A 192.0.2.1");
        Write("other", Zone + "www A 192.0.2.2");
        Use("zone");
        Use("other");
        Assert.Equal("192.0.2.2", Address());
        Write("zone", Zone + "www A 192.0.2.33");
        _time.Advance(_interval);
        Assert.Equal("192.0.2.2", Address());
    }

    public void Dispose()
    {
        _files.Dispose();
        _folder.Delete(recursive: true);
    }

    private string PathOf(string file) => Path.Combine(_folder.FullName, file);

    private void Write(string file, string text) => File.WriteAllText(PathOf(file), text);

    private void Use(string file) => _files.Use([new ZoneFileOptions(DomainName.Parse("example."), PathOf(file))], _interval);

    private string Address()
    {
        var answer = _bench.AskFor("www.example", RecordType.A);
        return answer.Answers.IsEmpty ? "SERVFAIL" : answer.Answers[0].Data.ToString();
    }

    private sealed class Lines : ILogger
    {
        public List<string> All { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            All.Add(formatter(state, exception));
    }
}
