using System.Globalization;
using Microsoft.Extensions.Logging;
using Spectre.Console;

namespace Holdfast.App.Demo;

/// <summary>What the demo shows: a line for each thing that happens, in colours on a terminal. What several say alike is said once a phase.</summary>
internal sealed class DemoScreen(TextWriter output, TimeProvider time) : ILoggerProvider
{
    private const int WhoColumns = 8;

    private readonly IAnsiConsole _console = Terminal.For(output);
    private readonly long _started = time.GetTimestamp();
    private readonly Lock _lock = new();
    private readonly HashSet<string> _saidInPhase = [];
    private readonly List<string> _said = [];

    /// <summary>Begins a phase.</summary>
    public void Phase(string title)
    {
        lock (_lock)
        {
            _saidInPhase.Clear();
            _console.MarkupLineInterpolated($"\n[bold]{title}[/]");
        }
    }

    /// <summary>Shows a line.</summary>
    /// <param name="who">Who says it.</param>
    /// <param name="text">What.</param>
    /// <param name="colour">The colour on a terminal.</param>
    public void Say(string who, string text, string colour = "default")
    {
        lock (_lock)
        {
            _said.Add(text);
            if (_saidInPhase.Add(text))
            {
                var at = string.Create(CultureInfo.InvariantCulture, $"{time.GetElapsedTime(_started).TotalSeconds,6:0.0} s");
                _console.Write(new Text(string.Create(CultureInfo.InvariantCulture, $"{at}  {who.PadRight(WhoColumns)}  "), new Style(Color.Grey)));
                _console.MarkupLineInterpolated($"[{colour}]{text}[/]");
            }
        }
    }

    /// <summary>Whether anybody has said something like it since a moment.</summary>
    /// <param name="text">What.</param>
    /// <param name="since">The moment, as <see cref="Moment"/> gave it.</param>
    public bool HasSaid(string text, int since)
    {
        lock (_lock)
        {
            return _said.Skip(since).Any(line => line.Contains(text, StringComparison.Ordinal));
        }
    }

    /// <summary>This moment.</summary>
    public int Moment
    {
        get
        {
            lock (_lock)
            {
                return _said.Count;
            }
        }
    }

    /// <summary>A factory whose loggers speak under a name.</summary>
    public ILoggerFactory LoggersOf(string who) => LoggerFactory.Create(logging => logging.AddProvider(new Speaker(this, who)).SetMinimumLevel(LogLevel.Information));

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Voice(this, "daemon");

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private sealed class Speaker(DemoScreen screen, string who) : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => new Voice(screen, who);

        public void Dispose()
        {
        }
    }

    private sealed class Voice(DemoScreen screen, string who) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                screen.Say(who, exception is null ? formatter(state, exception) : $"{formatter(state, exception)} {exception}", logLevel switch
                {
                    LogLevel.Information => "green",
                    LogLevel.Warning => "yellow",
                    _ => "red",
                });
            }
        }
    }
}
