using System.Text.Json;

namespace Holdfast.Tables.Operations.Tables;

/// <summary>Tells how much may be provisioned: AWS's defaults, as nothing here is limited by it.</summary>
internal sealed class DescribeLimits() : Operation("DescribeLimits", new("DescribeLimitsInput", []))
{
    public override ValueTask<Outcome> RunAsync(JsonElement request, CancellationToken cancellationToken) => new(Outcome.Of(writer =>
    {
        writer.WriteNumber("AccountMaxReadCapacityUnits"u8, 80_000);
        writer.WriteNumber("AccountMaxWriteCapacityUnits"u8, 80_000);
        writer.WriteNumber("TableMaxReadCapacityUnits"u8, 40_000);
        writer.WriteNumber("TableMaxWriteCapacityUnits"u8, 40_000);
    }));
}
