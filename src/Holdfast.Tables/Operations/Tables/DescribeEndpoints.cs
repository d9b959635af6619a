using System.Text.Json;

namespace Holdfast.Tables.Operations.Tables;

/// <summary>Tells where clients that discover their endpoint should go.</summary>
internal sealed class DescribeEndpoints(TablesContext context) : Operation("DescribeEndpoints", new("DescribeEndpointsRequest", []))
{
    private const int CacheMinutes = 1440;

    public override ValueTask<Outcome> RunAsync(JsonElement request, CancellationToken cancellationToken) => new(Outcome.Of(writer =>
    {
        writer.WriteStartArray("Endpoints"u8);
        writer.WriteStartObject();
        writer.WriteString("Address"u8, $"dynamodb.{context.Options.Region}.amazonaws.com");
        writer.WriteNumber("CachePeriodInMinutes"u8, CacheMinutes);
        writer.WriteEndObject();
        writer.WriteEndArray();
    }));
}
