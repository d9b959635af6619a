using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Holdfast.App.Tests.Hosting;

/// <summary>
/// What an OpenTelemetry collector is to a daemon: a gRPC service over HTTP/2 without TLS. It reads the protocol's octets
/// itself: from each request the resource's attributes, and the names of the metrics.
/// </summary>
internal sealed class MetricsCollector : IAsyncDisposable
{
    private const string Export = "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export";
    private const int GrpcPrefixOctets = 5; // a flag for compression, and the length

    private readonly WebApplication _host;
    private readonly ConcurrentDictionary<string, byte> _metrics = [];
    private readonly ConcurrentDictionary<string, string> _resource = [];

    private MetricsCollector()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        _host = builder.Build();
        _host.MapPost(Export, ReceiveAsync);
    }

    /// <summary>Where it listens.</summary>
    public string Endpoint => _host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    /// <summary>The names of all metrics that arrived.</summary>
    public ICollection<string> Metrics => _metrics.Keys;

    /// <summary>Who sends them, by the resource's attributes that are text.</summary>
    public IReadOnlyDictionary<string, string> Resource => _resource;

    public static async Task<MetricsCollector> StartAsync()
    {
        var collector = new MetricsCollector();
        await collector._host.StartAsync();
        return collector;
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private async Task ReceiveAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var octets = body.ToArray();
        Read(octets.AsMemory(GrpcPrefixOctets, (int)BinaryPrimitives.ReadUInt32BigEndian(octets.AsSpan(1))));

        context.Response.ContentType = "application/grpc";
        await context.Response.Body.WriteAsync(new byte[GrpcPrefixOctets], context.RequestAborted); // an empty response
        context.Response.AppendTrailer("grpc-status", "0");
    }

    // ExportMetricsServiceRequest { 1: ResourceMetrics { 1: Resource { 1: KeyValue }, 2: ScopeMetrics { 2: Metric { 1: name } } } }
    private void Read(ReadOnlyMemory<byte> request)
    {
        foreach (var resourceMetrics in Fields(request, 1))
        {
            foreach (var attribute in Fields(resourceMetrics, 1).SelectMany(resource => Fields(resource, 1)))
            {
                var text = Fields(attribute, 2).SelectMany(value => Fields(value, 1)).Select(Text).FirstOrDefault();
                _resource[Text(Fields(attribute, 1).Single())] = text ?? "";
            }

            foreach (var metric in Fields(resourceMetrics, 2).SelectMany(scope => Fields(scope, 2)))
            {
                _metrics[Text(Fields(metric, 1).Single())] = 0;
            }
        }
    }

    private static string Text(ReadOnlyMemory<byte> octets) => Encoding.UTF8.GetString(octets.Span);

    // The length-delimited fields of one number in a protocol-buffers message.
    private static List<ReadOnlyMemory<byte>> Fields(ReadOnlyMemory<byte> message, int number)
    {
        var found = new List<ReadOnlyMemory<byte>>();
        for (var at = 0; at < message.Length;)
        {
            var tag = Varint(message.Span, ref at);
            switch (tag & 7)
            {
                case 0:
                    Varint(message.Span, ref at);
                    break;
                case 1:
                    at += sizeof(long);
                    break;
                case 2:
                    var length = (int)Varint(message.Span, ref at);
                    if (tag >> 3 == (ulong)number)
                    {
                        found.Add(message.Slice(at, length));
                    }

                    at += length;
                    break;
                case 5:
                    at += sizeof(int);
                    break;
                default:
                    throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"wire type {tag & 7} at {at}"));
            }
        }

        return found;
    }

    private static ulong Varint(ReadOnlySpan<byte> octets, ref int at)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var octet = octets[at++];
            value |= (ulong)(octet & 0x7F) << shift;
            if (octet < 0x80)
            {
                return value;
            }
        }
    }
}
