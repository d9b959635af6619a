using System.Text.Json.Serialization;

namespace Holdfast.App.Admin;

/// <summary>What the daemon is and does.</summary>
internal sealed record StatusModel(
    string Version,
    int ProcessId,
    DateTimeOffset StartedAt,
    bool Ready,
    IReadOnlyList<string> Listeners,
    ConfigurationModel Configuration,
    CacheModel Cache,
    GuardSummaryModel Guard,
    IReadOnlyList<ProviderModel> Providers,
    int QuestionsUnderWay,
    EndpointsSummaryModel? Endpoints);

/// <summary>Which configuration runs, and why a newer one does not.</summary>
/// <param name="File">The file; null for defaults.</param>
/// <param name="LoadedAt">Since when it runs.</param>
/// <param name="Reloads">How often it was replaced since the start.</param>
/// <param name="RefusedAt">When a newer file was refused; null when none was since.</param>
/// <param name="Problems">What is wrong with the newer file.</param>
internal sealed record ConfigurationModel(
    string? File, DateTimeOffset LoadedAt, int Reloads, DateTimeOffset? RefusedAt, IReadOnlyList<string> Problems);

/// <summary>How full the cache is, and how well it serves.</summary>
internal sealed record CacheModel(int Entries, long Octets, long MaxOctets, long Hits, long Misses, long Stored, long Evicted);

/// <summary>How many names are guarded.</summary>
internal sealed record GuardSummaryModel(int Rules, int Entries, int Held);

/// <summary>A provider and the ways to it.</summary>
internal sealed record ProviderModel(string Name, IReadOnlyList<ServerModel> Servers);

/// <summary>One way to a provider.</summary>
internal sealed record ServerModel(
    string Endpoint, string Transport, string State, double? LatencyMilliseconds, double HedgeDelayMilliseconds);

/// <summary>An answer in the cache.</summary>
internal sealed record CacheEntryModel(
    string Name,
    string Type,
    string Kind,
    string Provider,
    bool DnssecOk,
    double AgeSeconds,
    double FreshForSeconds,
    double StaleForSeconds,
    int Octets,
    IReadOnlyList<string> Records);

/// <summary>How many answers a flush took out of the cache.</summary>
internal sealed record FlushModel(int Removed);

/// <summary>What is remembered of a guarded name and type.</summary>
internal sealed record GuardEntryModel(
    string Name,
    string Type,
    string? Rule,
    DateTimeOffset? HeldSince,
    DateTimeOffset? DeniedSince,
    string ReleasedBy,
    DateTimeOffset? ReleasedAt,
    uint? RestoredGeneration,
    string? LastReport,
    IReadOnlyList<GenerationModel> Generations);

/// <summary>One of the different answers a guarded name and type have had.</summary>
internal sealed record GenerationModel(
    uint Number,
    string Standing,
    string Confirmation,
    DateTimeOffset? ConfirmedAt,
    DateTimeOffset FirstSeen,
    DateTimeOffset LastSeen,
    IReadOnlyList<string> Operators,
    IReadOnlyList<string> Addresses,
    IReadOnlyList<string> Records,
    bool Signed);

/// <summary>How a reload ended.</summary>
internal sealed record ReloadModel(bool Applied, IReadOnlyList<string> Problems);

/// <summary>Why a request could not be done.</summary>
internal sealed record ProblemModel(string Problem);

/// <summary>The models' JSON, without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = false)]
[JsonSerializable(typeof(StatusModel))]
[JsonSerializable(typeof(IReadOnlyList<ProviderModel>))]
[JsonSerializable(typeof(IReadOnlyList<CacheEntryModel>))]
[JsonSerializable(typeof(FlushModel))]
[JsonSerializable(typeof(IReadOnlyList<GuardEntryModel>))]
[JsonSerializable(typeof(EndpointsModel))]
[JsonSerializable(typeof(EndpointModel))]
[JsonSerializable(typeof(ExplanationModel))]
[JsonSerializable(typeof(IReadOnlyList<PlanModel>))]
[JsonSerializable(typeof(DoneModel))]
[JsonSerializable(typeof(ReloadModel))]
[JsonSerializable(typeof(ProblemModel))]
internal sealed partial class AdminJson : JsonSerializerContext;
