using System.Buffers.Binary;
using Holdfast.Endpoints.Planning;
using Holdfast.Store;

namespace Holdfast.Endpoints.Tests.Simulation;

/// <summary>
/// The design that failed on 20 October 2025, as its operator told it: an enactor checks once that its plan is newer than what
/// is published, writes it later whatever happened meanwhile, and then removes plans that are much older than its own.
/// </summary>
internal sealed class NaiveEnactor(IOrderedStore store)
{
    /// <summary>Plans so many generations older than the one just published are removed: they are surely out of use.</summary>
    public const int CleanUpAge = 3;

    /// <summary>What the name points to.</summary>
    public static readonly byte[] Record = "record"u8.ToArray();

    private static readonly byte[] _plans = "plans/"u8.ToArray();

    public static byte[] PlanKey(long generation)
    {
        var key = new byte[_plans.Length + 8];
        _plans.CopyTo(key, 0);
        BinaryPrimitives.WriteInt64BigEndian(key.AsSpan(_plans.Length), generation);
        return key;
    }

    /// <summary>What the name resolves to: the record points to a plan, and the plan holds the addresses.</summary>
    public static (Generation, int)? Look(SimulatedStore store) =>
        store.Get(Record) is { } record && BinaryPrimitives.ReadInt64BigEndian(record.Value.Span) is var generation
            ? store.Get(PlanKey(generation)) is { } plan ? (new Generation(generation), plan.Value.Length) : (new Generation(generation), 0)
            : null;

    /// <summary>One round.</summary>
    public async Task RunRoundAsync()
    {
        var newest = await store.RangeAsync(StoreRange.Prefix(_plans, 1, reverse: true), CancellationToken.None);
        if (newest.Entries is not [var plan])
        {
            return;
        }

        var generation = BinaryPrimitives.ReadInt64BigEndian(plan.Key.Span[_plans.Length..]);
        var record = await store.GetAsync(Record, CancellationToken.None);

        // Staleness is checked once …
        if (record is null || generation > BinaryPrimitives.ReadInt64BigEndian(record.Value.Span))
        {
            var pointer = new byte[8];
            BinaryPrimitives.WriteInt64BigEndian(pointer, generation);

            // … and written later.
            await store.CommitAsync(new StoreBatch([], [StoreOperation.Put(Record, pointer)]), CancellationToken.None);
            await store.CommitAsync(new StoreBatch([], [StoreOperation.DeleteRange(PlanKey(0), PlanKey(Math.Max(0, generation - CleanUpAge)))]), CancellationToken.None);
        }
    }
}
