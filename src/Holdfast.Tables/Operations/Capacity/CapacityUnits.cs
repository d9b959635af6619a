namespace Holdfast.Tables.Operations.Capacity;

/// <summary>What AWS reckons for reading and writing ("DynamoDB read and write capacity modes").</summary>
internal static class CapacityUnits
{
    private const int ReadOctets = 4096;
    private const int WriteOctets = 1024;

    /// <summary>For reading so many octets: a unit for each 4 KiB begun, half of it when a moment old will do.</summary>
    public static double OfRead(long octets, bool isConsistent) => Math.Max(1, (octets + ReadOctets - 1) / ReadOctets) * (isConsistent ? 1 : 0.5);

    /// <summary>For writing an item: a unit for each KiB begun of its larger state.</summary>
    public static double OfWrite(long octets) => Math.Max(1, (octets + WriteOctets - 1) / WriteOctets);
}
