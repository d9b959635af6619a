using System.Diagnostics.Metrics;
using System.Runtime.InteropServices;
using Holdfast.App.Admin;
using Holdfast.App.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Holdfast.App.Hosting;

/// <summary>
/// The life of <c>holdfast serve</c>: the configuration is read; the daemon starts and answers; systemd is told; the admin
/// API and telemetry follow, since no answer waits for them. SIGHUP, a changed file or the admin API reload. SIGTERM or
/// SIGINT stop.
/// </summary>
internal static partial class ServeRun
{
    /// <summary>The exit code when the machine stands in the way: a taken address, a locked directory.</summary>
    public const int CannotStartExit = 2;

    /// <summary>Serves until told to stop.</summary>
    public static async Task<int> RunAsync(string? path, TimeProvider time, CancellationToken cancellationToken)
    {
        var configuration = ConfigurationFile.Load(path);
        if (configuration.Options is not { } options)
        {
            foreach (var problem in configuration.Problems)
            {
                Console.Error.WriteLine(problem.ToLine(configuration.Name));
            }

            return 1;
        }

        await using var services = new ServiceCollection()
            .AddLogging(logging => AddConsole(logging, options.Log))
            .AddMetrics()
            .BuildServiceProvider();
        var loggers = services.GetRequiredService<ILoggerFactory>();
        var meters = services.GetRequiredService<IMeterFactory>();
        using var notifier = new ServiceNotifier(time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var signals = new StopSignals();
        var (daemon, obstacle) = await Daemon.StartAsync(path, options, loggers, meters, time, stop.Token);
        if (daemon is null)
        {
            Console.Error.WriteLine($"holdfast: {obstacle}");
            return CannotStartExit;
        }

        await using (daemon)
        {
            var logger = loggers.CreateLogger("Holdfast.Daemon");
            notifier.Ready($"answers at {string.Join(", ", daemon.Server.EndPoints)}");
            LogStarted(logger, Product.Version, configuration.Name, options.AllProviders.Length, options.Guard.Rules.Length);
            using var telemetry = new Telemetry(options.OtlpEndpoint);
            using var pauses = new CollectionPauses(meters);
            await using var admin = new AdminHost(daemon, telemetry, loggers);
            if (options.Admin.Enabled && await admin.TryStartAsync(options.Admin, stop.Token) is { } problem)
            {
                Console.Error.WriteLine($"holdfast: {problem}");
                return CannotStartExit;
            }

            async Task ReloadAsync()
            {
                notifier.Reloading();
                await daemon.ReloadAsync();
                notifier.Ready(daemon.RefusedAt is null ? "answers" : $"answers; a newer configuration was refused: {daemon.Problems[0]}");
            }

            using var reload = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
            {
                context.Cancel = true;
                _ = ReloadAsync();
            });
            var watchdog = notifier.KeepWatchdogAsync(stop.Token);
            var watch = path is null ? Task.CompletedTask : new ConfigurationWatch(path, time).RunAsync(ReloadAsync, stop.Token);
            await signals.Stopped.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            notifier.Stopping();
            LogStopping(logger);
            await stop.CancelAsync();
            await Task.WhenAll(watchdog, watch);
        }

        return 0;
    }

    private static void AddConsole(ILoggingBuilder logging, LogOptions options)
    {
        logging.SetMinimumLevel(options.Level);
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        if (options.Form == LogForm.Json)
        {
            logging.AddJsonConsole(json => json.UseUtcTimestamp = true);
        }
        else
        {
            logging.AddSimpleConsole(text =>
            {
                text.SingleLine = true;
                text.UseUtcTimestamp = true;
                text.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
                text.ColorBehavior = Console.IsErrorRedirected || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
                    ? LoggerColorBehavior.Disabled
                    : LoggerColorBehavior.Default;
            });
        }
    }

    [LoggerMessage(EventId = 4010, Level = LogLevel.Information, Message = "holdfast {Version} answers, configured by {File}; providers: {Providers}, guarded names: {Guarded}")]
    private static partial void LogStarted(ILogger logger, string version, string file, int providers, int guarded);

    [LoggerMessage(EventId = 4011, Level = LogLevel.Information, Message = "Stopping")]
    private static partial void LogStopping(ILogger logger);

    // SIGTERM and SIGINT end the run instead of the process.
    private sealed class StopSignals : IDisposable
    {
        private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly PosixSignalRegistration[] _registrations;

        public StopSignals() => _registrations = [.. new[] { PosixSignal.SIGTERM, PosixSignal.SIGINT }
            .Select(signal => PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                _stopped.TrySetResult();
            }))];

        public Task Stopped => _stopped.Task;

        public void Dispose()
        {
            foreach (var registration in _registrations)
            {
                registration.Dispose();
            }
        }
    }
}
