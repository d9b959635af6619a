namespace Holdfast.App.Admin;

/// <summary>The names whose addresses are planned, as this daemon has them.</summary>
/// <param name="Enactor">What this daemon is called in plans and reports.</param>
/// <param name="Store">The engine.</param>
/// <param name="StoreProblem">Why the store cannot be used; null when it can.</param>
/// <param name="Following">Whether plans are followed at this moment; otherwise the last ones are served.</param>
/// <param name="Frozen">Who keeps all names as they are.</param>
/// <param name="Names">The names.</param>
internal sealed record EndpointsModel(
    string Enactor, string Store, string? StoreProblem, bool Following, FreezeModel? Frozen, IReadOnlyList<EndpointModel> Names);

/// <summary>A name.</summary>
/// <param name="Name">The name.</param>
/// <param name="Kept">Whether its pool is kept here.</param>
/// <param name="Served">The plan that is served here.</param>
/// <param name="Published">The plan that the store holds; null when it is not known.</param>
/// <param name="PublishedProblem">Why it cannot be read.</param>
/// <param name="Frozen">Who keeps the name, or all names, as they are.</param>
/// <param name="Refused">The plan that the guard refused last, unless another one was published since.</param>
/// <param name="SuspectedSince">Since when too much fails together for the observers to be believed.</param>
internal sealed record EndpointModel(
    string Name,
    bool Kept,
    PlanModel? Served,
    PlanModel? Published,
    string? PublishedProblem,
    FreezeModel? Frozen,
    RefusedModel? Refused,
    DateTimeOffset? SuspectedSince);

/// <summary>One generation of a name's addresses.</summary>
internal sealed record PlanModel(
    long Generation,
    int Edition,
    string Origin,
    string By,
    DateTimeOffset At,
    string Note,
    string Policy,
    string ActiveRegion,
    double TtlSeconds,
    IReadOnlyList<PlannedMemberModel> Members);

/// <summary>A member in a plan.</summary>
internal sealed record PlannedMemberModel(
    string Address, string Zone, string Region, int Weight, string Role, bool Up, DateTimeOffset Since, string Reason);

/// <summary>That a person keeps a name as it is.</summary>
internal sealed record FreezeModel(string By, DateTimeOffset At, string Why);

/// <summary>A plan that the guard refused.</summary>
internal sealed record RefusedModel(PlanModel Plan, string Reason, string Text, bool MayBeForced);

/// <summary>Why a name's addresses are what they are, in words.</summary>
internal sealed record ExplanationModel(string Name, string Text);

/// <summary>What was done for a person.</summary>
/// <param name="Name">The name; a dot for all.</param>
/// <param name="Done">What, in words.</param>
/// <param name="Generation">The generation that was published because of it; null when none was.</param>
internal sealed record DoneModel(string Name, string Done, long? Generation);

/// <summary>How the pools and plans do, in short.</summary>
/// <param name="Pools">How many are kept here.</param>
/// <param name="Names">How many are served.</param>
/// <param name="Following">Whether plans are followed at this moment.</param>
/// <param name="StoreProblem">Why the store cannot be used; null when it can.</param>
internal sealed record EndpointsSummaryModel(int Pools, int Names, bool Following, string? StoreProblem);
