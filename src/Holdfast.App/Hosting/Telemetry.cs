using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace Holdfast.App.Hosting;

/// <summary>Collects what every part counts, and what .NET counts of its own, for <c>/metrics</c> and, where configured, OTLP.</summary>
internal sealed class Telemetry : IDisposable
{
    /// <summary>Begins to collect.</summary>
    /// <param name="otlp">Where metrics go by OTLP; null for nowhere.</param>
    public Telemetry(Uri? otlp)
    {
        var builder = Sdk.CreateMeterProviderBuilder()
            .ConfigureResource(resource => resource.AddService("holdfast", serviceVersion: Product.Version))
            .AddMeter("Holdfast.*", "System.Runtime")
            .AddPrometheusExporter();
        if (otlp is not null)
        {
            builder.AddOtlpExporter(options =>
            {
                options.Endpoint = otlp;
                options.Protocol = OtlpExportProtocol.Grpc;
            });
        }

        Provider = builder.Build();
    }

    /// <summary>The collector.</summary>
    public MeterProvider Provider { get; }

    /// <inheritdoc/>
    public void Dispose() => Provider.Dispose();
}
